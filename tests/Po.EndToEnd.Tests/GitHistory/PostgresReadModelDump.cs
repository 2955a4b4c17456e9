using System.Globalization;
using Npgsql;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>What a PostgreSQL database holds, in the words of <see cref="ReadModelDump"/>, so that the two can be compared.</summary>
internal static class PostgresReadModelDump
{
    public static async Task<ReadModelDump> ReadAsync(string connectionString)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        return new ReadModelDump
        {
            Contributors = await QueryAsync(
                """SELECT upper(encode(author, 'hex')) COLLATE "C", commits FROM git_contributors WHERE commits <> 0 ORDER BY 1"""),
            Files = await QueryAsync("SELECT path, commits, added, deleted FROM git_files WHERE commits <> 0 ORDER BY 1"),
            Months = await QueryAsync("SELECT month, commits FROM git_months WHERE commits <> 0 ORDER BY 1"),
            Streams = await QueryAsync("SELECT stream, count(*), max(number) FROM po_records GROUP BY stream ORDER BY 1"),
        };

        async Task<IReadOnlyList<string>> QueryAsync(string query)
        {
            await using var command = dataSource.CreateCommand(query);
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
}
