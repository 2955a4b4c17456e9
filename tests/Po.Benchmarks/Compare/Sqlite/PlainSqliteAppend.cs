using System.Text.Json;

namespace Po.Benchmarks;

internal sealed class PlainSqliteAppend(int callers) : ISide
{
    private readonly PlainSqlite _database = new();
    private readonly SemaphoreSlim _writer = new(1, 1);

    public static Task<ISide> CreateAsync(int callers) => Task.FromResult<ISide>(new PlainSqliteAppend(callers));

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        return Callers.RunAsync(callers, 1, plan.Time, async (caller, i) =>
        {
            var data = JsonSerializer.SerializeToUtf8Bytes(OrderPlaced.Sample(i), BenchmarkJson.Default.OrderPlaced);
            await _writer.WaitAsync(cancellationToken);
            try
            {
                // A statement alone is its own transaction in SQLite: the cheapest way to one commit for each append.
                _database.Insert($"orders-{run}-{caller}", i + 1, data, null);
            }
            finally
            {
                _writer.Release();
            }
        });
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return _database.DisposeAsync();
    }
}
