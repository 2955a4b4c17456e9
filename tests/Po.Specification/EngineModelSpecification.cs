using CsCheck;

namespace Po.Specification;

/// <summary>Random programs of engines with snapshots: whatever is saved, kept, deleted or spoiled, they answer as a list of messages would.</summary>
/// <remarks>
/// Two engines, as of two processes where the store can have them. See <see cref="IStoreFixture"/> for how many programs run and how a failing
/// one is run again.
/// </remarks>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class EngineModelSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Appends_reads_projects_and_decides_as_a_list_of_messages_would()
    {
        var stores = await OpenTwoAsync();
        var token = Token;

        await EngineStepGen.Programs.SampleAsync(
            async steps =>
            {
                await using var run = new EngineRun(stores, token);
                await run.RunAsync(steps).WithinLimitAsync("a random program to end");
            },
            iter: SpecificationSettings.Cases,
            threads: 1);
    }

    [Fact]
    public async Task Answers_concurrent_callers_of_a_stream_in_one_order()
    {
        var stores = await OpenTwoAsync();
        var token = Token;

        await EngineCallGen.Programs.SampleAsync(
            async callers =>
            {
                await using var run = new EngineHistoryRun(stores, token);
                await run.RunAsync(callers);
            },
            iter: SpecificationSettings.Cases,
            threads: 1);
    }
}
