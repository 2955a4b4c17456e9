using Npgsql;

namespace Po.Benchmarks;

// Every side has to store what it acknowledges: counted in the database, above the number that was the last before.
internal sealed class StoredRows(NpgsqlDataSource dataSource, string table, string number)
{
    private long _last;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT coalesce(max({number}), 0)::bigint FROM {table}");
        _last = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task ExpectAsync(long acknowledged, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT count(*) FROM {table} WHERE {number} > {_last}");
        var stored = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (stored != acknowledged)
        {
            throw new InvalidOperationException($"{table}: {acknowledged} messages were acknowledged, {stored} were stored.");
        }
    }
}
