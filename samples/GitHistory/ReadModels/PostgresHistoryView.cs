using Npgsql;
using Po;

namespace GitHistory;

/// <summary>Reads the read models through the connections of the store.</summary>
internal sealed class PostgresHistoryView(IStore store) : IHistoryView
{
    public Task<IReadOnlyList<Contributor>> ReadContributorsAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT author, commits FROM git_contributors WHERE commits > 0 ORDER BY commits DESC, author",
        reader => new Contributor(reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)),
        cancellationToken);

    public Task<IReadOnlyList<ChangedFile>> ReadMostChangedFilesAsync(int limit, CancellationToken cancellationToken) => ReadAsync(
        $"""
        SELECT path, commits, added, deleted FROM git_files WHERE commits > 0
        ORDER BY commits DESC, added + deleted DESC, path LIMIT {limit}
        """,
        reader => new ChangedFile(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)),
        cancellationToken);

    public Task<IReadOnlyList<CommitMonth>> ReadMonthsAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT month, commits FROM git_months WHERE commits > 0 ORDER BY month",
        reader => new CommitMonth(reader.GetInt32(0), reader.GetInt64(1)),
        cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        string query, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        var database = (NpgsqlTransaction)await transaction.GetDbTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(query, database.Connection, database);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }
}
