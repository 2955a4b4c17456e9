using CsCheck;

namespace Po.Specification;

/// <summary>Random programs in transactions of an application, with savepoints: what is stored is what a list would hold.</summary>
/// <remarks>See <see cref="IStoreFixture"/> for how many programs run and how a failing one is run again.</remarks>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class JoinedModelSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Keeps_numbers_and_appends_whole_whatever_is_rolled_back()
    {
        if (!Store.Capabilities.HasFlag(StoreCapabilities.JoinedTransactions))
        {
            return;
        }

        var token = Token;
        await JoinedStepGen.Programs.SampleAsync(
            async steps =>
            {
                await using var connection = await ConnectAsync();
                await new JoinedRun(Store, connection, token).RunAsync(steps).WithinLimitAsync("a random program to end");
            },
            iter: SpecificationSettings.Cases,
            threads: 1);
    }
}
