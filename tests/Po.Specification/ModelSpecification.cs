using CsCheck;

namespace Po.Specification;

/// <summary>Random programs: what a store answers is what a list would answer, and concurrent answers fit one order.</summary>
/// <remarks>See <see cref="IStoreFixture"/> for how many programs run and how a failing one is run again.</remarks>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ModelSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Answers_as_a_plain_list_would()
    {
        var token = Token;

        await StepGen.Programs.SampleAsync(
            steps => new ModelRun(Store, token).RunAsync(steps), iter: SpecificationSettings.Cases, threads: 1);
    }

    [Fact]
    public async Task Answers_concurrent_callers_in_one_order()
    {
        var stores = await OpenTwoAsync();
        var token = Token;

        await HistoryGen.Programs.SampleAsync(
            callers => new HistoryRun(stores, token).RunAsync(callers), iter: SpecificationSettings.Cases, threads: 1);
    }
}
