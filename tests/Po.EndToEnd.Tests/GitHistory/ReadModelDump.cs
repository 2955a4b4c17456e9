using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>What a database holds, read behind the back of the sample.</summary>
internal sealed record ReadModelDump
{
    public required IReadOnlyList<string> Contributors { get; init; }

    public required IReadOnlyList<string> Files { get; init; }

    public required IReadOnlyList<string> Months { get; init; }

    /// <summary>Every stream with its messages and last number, which are the same as long as there are no holes.</summary>
    public required IReadOnlyList<string> Streams { get; init; }

    public static async Task<ReadModelDump> ReadAsync(string database)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = database, Pooling = false };
        await using var connection = new SqliteConnection(source.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return new ReadModelDump
        {
            Contributors = await QueryAsync("SELECT hex(author), commits FROM git_contributors WHERE commits <> 0 ORDER BY 1"),
            Files = await QueryAsync("SELECT path, commits, added, deleted FROM git_files WHERE commits <> 0 ORDER BY 1"),
            Months = await QueryAsync("SELECT month, commits FROM git_months WHERE commits <> 0 ORDER BY 1"),
            Streams = await QueryAsync("SELECT stream, count(*), max(number) FROM po_records GROUP BY stream ORDER BY 1"),
        };

        async Task<IReadOnlyList<string>> QueryAsync(string query)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = query;
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            var rows = new List<string>();
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                rows.Add(string.Join(
                    '|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader[i], CultureInfo.InvariantCulture))));
            }

            return rows;
        }
    }

    /// <summary>How many messages of a type there are.</summary>
    public static async Task<long> CountMessagesAsync(string database, string type)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = database, Pooling = false };
        await using var connection = new SqliteConnection(source.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM po_records WHERE message_type = $type";
        command.Parameters.AddWithValue("$type", type);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
