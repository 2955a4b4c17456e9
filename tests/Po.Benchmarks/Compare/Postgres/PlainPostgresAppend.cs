using Npgsql;

namespace Po.Benchmarks;

// A prepared INSERT of one row, a commit each: on a connection from the pool for each call, or on one that the caller keeps.
internal sealed class PlainPostgresAppend(PlainPostgres plain, int callers, bool dedicated) : ISide
{
    private readonly NpgsqlConnection?[] _kept = new NpgsqlConnection?[callers];

    public static async Task<ISide> PooledAsync(int callers) =>
        new PlainPostgresAppend(await PlainPostgres.CreateAsync(callers), callers, dedicated: false);

    public static async Task<ISide> DedicatedAsync(int callers) =>
        new PlainPostgresAppend(await PlainPostgres.CreateAsync(callers), callers, dedicated: true);

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        for (var caller = 0; dedicated && caller < callers; caller++)
        {
            _kept[caller] ??= await plain.DataSource.OpenConnectionAsync(cancellationToken);
        }

        return await AppendRound.RunAsync(callers, 1, plan, plain.Stored, async (stream, caller, i) =>
        {
            if (_kept[caller] is { } kept)
            {
                await PlainPostgres.InsertAsync(kept, stream, i + 1, cancellationToken);
                return;
            }

            await using var connection = await plain.DataSource.OpenConnectionAsync(cancellationToken);
            await PlainPostgres.InsertAsync(connection, stream, i + 1, cancellationToken);
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _kept)
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await plain.DisposeAsync();
    }
}
