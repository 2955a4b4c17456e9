using Microsoft.Extensions.DependencyInjection;
using Po.Sqlite;

namespace Po.Chaos;

/// <summary>S5: the store fails at every point that it can fail at, before and after each call, one after the other.</summary>
internal sealed class Failpoints : IScenario
{
    private const int Messages = 6;
    private static readonly StreamId Work = new("work", "1");
    private static readonly StreamId Echoes = new("echo");
    private static readonly StreamId Sums = new("sums", "1");

    public string Id => "S5";

    public string Title => "the store fails at every call, before and after it, one by one, in memory and on SQLite";

    public string Checks => "I1 I2 I3 I4 I6 I7 I8, at every point";

    public ServerNeed Server => ServerNeed.None;

    public int SmallCycles => 1;

    public async Task RunAsync(ChaosRun run)
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var cycle = 1; cycle <= run.Cycles; cycle++)
        {
            foreach (var isSqlite in new[] { false, true })
            {
                // The number of calls is not the same each time: as long as there is a point, it is failed at.
                for (var target = 1; await RunOnceAsync(run, target, isSqlite, seen); target++)
                {
                    run.Tally.Fault();
                }
            }

            run.Tally.Cycles = cycle;
        }

        run.Tally.Notes.Enqueue($"failed {string.Join(", ", seen.Select(point => $"{point.Key} {point.Value} times"))}");
    }

    // Whether there was such a point.
    private static async Task<bool> RunOnceAsync(ChaosRun run, int target, bool isSqlite, SortedDictionary<string, int> seen)
    {
        var folder = isSqlite ? Directory.CreateTempSubdirectory("po-failpoints-") : null;
        try
        {
            var failpoint = new Failpoint(target);
            await using var sqlite = isSqlite
                ? new SqliteStore(new SqliteStoreOptions { Database = Path.Combine(folder!.FullName, "po.db") })
                : null;
            IStore inner = sqlite is null ? new InMemoryStore() : sqlite;
            var store = FailpointProxy.Create(inner, failpoint);
            var handed = new List<long>();
            await using (var host = await LocalHost.StartAsync(po => Configure(po, store, handed), run.Token))
            {
                await WorkAsync(run, host, failpoint);
            }

            await CheckAsync(run, inner, handed, failpoint);
            if (failpoint.HasFailed)
            {
                seen[failpoint.Where] = seen.GetValueOrDefault(failpoint.Where) + 1;
            }

            return failpoint.HasFailed;
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    private static void Configure(IPoBuilder po, IStore store, List<long> handed)
    {
        po.ReplaceSingleton(_ => store);
        po.AddMessage<WorkDone>("work-done");
        po.AddMessage<WorkEchoed>("work-echoed");
        po.Services.AddSingleton(handed);
        po.AddSubscription<FailpointEcho>("echo", "work");
    }

    private static async Task WorkAsync(ChaosRun run, LocalHost host, Failpoint failpoint)
    {
        long last = 0;
        for (var number = 1; number <= Messages; number++)
        {
            var messages = Enumerable.Range(1, number % 3).Prepend(0)
                .Select(part => new NewMessage(new WorkDone($"{number}", part + 1, (number % 3) + 1)) { Id = Guid.CreateVersion7() }).ToList<object>();
            var result = await InsistAsync(() => host.Po.AppendAsync(Work, messages, cancellationToken: run.Token));
            run.Expect(result.Count == messages.Count, "I6", $"{result.Count} of {messages.Count} messages, {failpoint.Where}");
            run.Expect(result.LastGlobalNumber > last, "I3", $"{result.LastGlobalNumber} after {last}, {failpoint.Where}");
            last = result.LastGlobalNumber;
        }

        await InsistAsync(() => host.Po.ExecuteAsync(Sums, () => new SumOnce(), run.Token));
        await host.WaitAsync(run, "echo", last);
    }

    // What a caller does who was not told how an append ended: the same again.
    private static async Task<T> InsistAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (FailpointException)
        {
            return await call();
        }
    }

    private static async Task CheckAsync(ChaosRun run, IStore store, List<long> handed, Failpoint failpoint)
    {
        var page = await store.ReadGlobalAsync(StreamId.All, new PageRequest { MaxCount = 10_000 }, run.Token);
        run.Tally.Events += page.Records.Count;
        var work = page.Records.Where(record => record.Stream == Work).ToList();
        var echoes = page.Records.Where(record => record.Stream == Echoes).ToList();
        foreach (var stream in page.Records.GroupBy(record => record.Stream))
        {
            run.Expect(
                stream.Select(record => record.Number).SequenceEqual(Enumerable.Range(1, stream.Count()).Select(number => (long)number)),
                "I4",
                $"numbers of {stream.Key}, {failpoint.Where}");
        }

        var expected = Enumerable.Range(1, Messages).Sum(number => (number % 3) + 1);
        run.Expect(work.Count == expected, "I7", $"{work.Count} of {expected} messages are stored, {failpoint.Where}");
        run.Expect(page.Records.Count(record => record.Stream == Sums) == 1, "I7", $"a command that checks has not appended once, {failpoint.Where}");
        run.Expect(
            echoes.Select(echo => Guid.Parse(echo.CausationId!)).SequenceEqual(work.Select(record => record.Id)),
            "I2",
            $"{echoes.Count} echoes of {work.Count} messages, or in another order, {failpoint.Where}");

        // Something is handed over again only from where the last commit was: never is anything passed over.
        var numbers = work.Select(record => record.GlobalNumber).ToList();
        run.Expect(handed.Distinct().Order().SequenceEqual(numbers), "I1", $"handed over {handed.Distinct().Count()} of {numbers.Count}, {failpoint.Where}");
        run.Expect(
            handed.Zip(handed.Skip(1)).All(pair => pair.Second <= pair.First || numbers.IndexOf(pair.Second) == numbers.IndexOf(pair.First) + 1),
            "I3",
            $"handed over {string.Join(' ', handed)}, {failpoint.Where}");
    }
}
