using Microsoft.Data.Sqlite;

namespace GitHistory;

/// <summary>Reads the read models from the database file.</summary>
internal sealed class SqliteHistoryView(string database) : IHistoryView
{
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = database,
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
    }.ToString();

    public Task<IReadOnlyList<Contributor>> ReadContributorsAsync(CancellationToken cancellationToken) => ReadAsync(
        "git_contributors",
        "SELECT author, commits FROM git_contributors WHERE commits > 0 ORDER BY commits DESC, author",
        reader => new Contributor(reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)),
        cancellationToken);

    public Task<IReadOnlyList<ChangedFile>> ReadMostChangedFilesAsync(int limit, CancellationToken cancellationToken) => ReadAsync(
        "git_files",
        $"""
        SELECT path, commits, added, deleted FROM git_files WHERE commits > 0
        ORDER BY commits DESC, added + deleted DESC, path LIMIT {limit}
        """,
        reader => new ChangedFile(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)),
        cancellationToken);

    public Task<IReadOnlyList<CommitMonth>> ReadMonthsAsync(CancellationToken cancellationToken) => ReadAsync(
        "git_months",
        "SELECT month, commits FROM git_months WHERE commits > 0 ORDER BY month",
        reader => new CommitMonth(reader.GetInt32(0), reader.GetInt64(1)),
        cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        string table, string query, Func<SqliteDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        // The handlers create the tables with their first row: a repository without commits has none.
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $name";
        command.Parameters.AddWithValue("$name", table);
        if (await command.ExecuteScalarAsync(cancellationToken) is 0L)
        {
            return [];
        }

        var rows = new List<T>();
        command.Parameters.Clear();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }
}
