using System.Globalization;
using Npgsql;

namespace Po.Chaos;

/// <summary>Keeps what helps to understand a violation.</summary>
internal static class EvidenceFolder
{
    /// <summary>Writes the violations, the history, the logs and the locks into a new folder.</summary>
    /// <returns>The folder.</returns>
    public static async Task<string> KeepAsync(ChaosRun run)
    {
        var folder = Directory.CreateTempSubdirectory(
            string.Create(CultureInfo.InvariantCulture, $"po-chaos-{run.Scenario.Id}-seed{run.Seed}-")).FullName;
        await WriteAsync("violations.txt", () => Task.FromResult(string.Join('\n', run.Tally.Violations)));
        await WriteAsync("history.txt", () => Task.FromResult(string.Join('\n', run.History.Appends.OrderBy(append => append.Id, StringComparer.Ordinal))));
        foreach (var (name, read) in run.Evidence)
        {
            await WriteAsync(name, read);
        }

        if (run.HasServer)
        {
            await WriteAsync("server.log", run.Server.ReadLogAsync);
            await WriteAsync("pg_locks.txt", () => QueryAsync(run, "SELECT l::text FROM pg_locks AS l"));
            await WriteAsync("pg_stat_activity.txt", () => QueryAsync(run, "SELECT a::text FROM pg_stat_activity AS a"));
            await WriteAsync("positions.txt", () => QueryAsync(run, "SELECT s::text FROM po_subscriptions AS s"));
            await WriteAsync("records.txt", () => QueryAsync(
                run, "SELECT concat_ws(' ', global_number, stream, number, message_type, message_id) FROM po_records ORDER BY global_number"));
            await WriteAsync("ledger.txt", () => QueryAsync(run, "SELECT l::text FROM ledger AS l ORDER BY sequence"));
        }

        return folder;

        async Task WriteAsync(string name, Func<Task<string>> read)
        {
            string text;
            try
            {
                text = await read();
            }
            catch (Exception e) // Whatever cannot be had, the rest is kept.
            {
                text = e.ToString();
            }

            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }
    }

    private static async Task<string> QueryAsync(ChaosRun run, string query)
    {
        await using var dataSource = NpgsqlDataSource.Create(run.Server.ConnectionString);
        await using var command = dataSource.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
