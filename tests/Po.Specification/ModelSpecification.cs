using CsCheck;

namespace Po.Specification;

/// <summary>Random programs: what a store answers is what a list would answer, and concurrent answers fit one order.</summary>
/// <remarks>See <see cref="IStoreFixture"/> for how many programs run and how a failing one is run again.</remarks>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ModelSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private TimeoutException? _lockedUp;

    [Fact]
    public async Task Answers_as_a_plain_list_would()
    {
        var token = Token;

        await StepGen.Programs.SampleAsync(
            steps => RunAsync(steps, () => new ModelRun(Store, token).RunAsync(steps)), iter: SpecificationSettings.Cases, threads: 1);
    }

    [Fact]
    public async Task Answers_concurrent_callers_in_one_order()
    {
        var stores = await OpenTwoAsync();
        var token = Token;

        await HistoryGen.Programs.SampleAsync(
            callers => RunAsync(callers, () => new HistoryRun(stores, token).RunAsync(callers)), iter: SpecificationSettings.Cases, threads: 1);
    }

    // A store that has locked up once would keep every further program, and every smaller one that is tried for it, waiting.
    private async Task RunAsync<TProgram>(TProgram program, Func<Task> run)
    {
        if (_lockedUp is not null)
        {
            throw _lockedUp;
        }

        try
        {
            await run().WithinLimitAsync("a random program to end");
        }
        catch (TimeoutException e)
        {
            _lockedUp = new TimeoutException($"The program {Check.Print(program)} has locked the store up. {e.Message}", e);
            throw _lockedUp;
        }
    }
}
