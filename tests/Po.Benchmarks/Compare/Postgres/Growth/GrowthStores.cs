using System.Collections.Concurrent;
using System.Diagnostics;

namespace Po.Benchmarks;

// Stores of different sizes, each prepared once in a run, because that takes minutes. All hold as many records of the small group
// refunds; the other records are of the group orders, ten in a stream.
internal static class GrowthStores
{
    private const long SmallGroup = 1_000;

    private static readonly ConcurrentDictionary<long, Lazy<Task<PoPostgres>>> Stores = new();

    public static Task<PoPostgres> GetAsync(long records) => Stores.GetOrAdd(records, _ => new(() => CreateAsync(records))).Value;

    public static async Task<PoPostgres> CreateAsync(long records)
    {
        var started = Stopwatch.GetTimestamp();
        var po = await PoPostgres.CreateAsync();
        await po.FillAsync(records, OtherOf(records));
        if (Stopwatch.GetElapsedTime(started) is { TotalSeconds: > 5 } elapsed)
        {
            await Console.Error.WriteLineAsync($"Prepared {records:N0} records in {elapsed.TotalSeconds:N0} s.");
        }

        return po;
    }

    public static long CountRefunds(long records) => records / OtherOf(records);

    public static async ValueTask DisposeAsync()
    {
        foreach (var store in Stores.Values)
        {
            await (await store.Value).DisposeAsync();
        }

        Stores.Clear();
    }

    private static long OtherOf(long records) => Math.Max(SampleRows.PerStream, records / SmallGroup);
}
