using Npgsql;

namespace Po.EndToEnd.Tests.ManyProcesses;

/// <summary>What the database holds: the records, and the rows that handlers have written for them.</summary>
internal sealed class Ledger(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource =
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "test" }.ConnectionString);

    // What each subscription has to handle.
    private const string Due = """
        SELECT subscription, global_number FROM po_records
        CROSS JOIN (VALUES ('all'), ('group'), ('stream'), ('echo')) AS subscriptions (subscription)
        WHERE subscription = 'all' OR (stream_group = 'work' AND (subscription <> 'stream' OR stream = 'work-0'))
        """;

    private const string Work =
        "SELECT convert_from(data, 'UTF8')::jsonb AS work, stream, number FROM po_records WHERE message_type = 'work-done'";

    public Task CreateAsync() => ExecuteAsync("""
        CREATE TABLE ledger (
          sequence bigint GENERATED ALWAYS AS IDENTITY,
          subscription text COLLATE "C" NOT NULL,
          global_number bigint NOT NULL,
          process text NOT NULL,
          CONSTRAINT ledger_pkey PRIMARY KEY (subscription, global_number)
        )
        """);

    /// <summary>Drops the connections that a crash of the server has cut.</summary>
    public void Reconnect() => _dataSource.Clear();

    /// <summary>The process that has handled the last message of a subscription, and how many messages were handled.</summary>
    public async Task<(string? Process, long Count)> ReadLastAsync(string subscription, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand("""
            SELECT (SELECT process FROM ledger WHERE subscription = $1 ORDER BY global_number DESC LIMIT 1),
                   (SELECT count(*) FROM ledger WHERE subscription = $1)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetString(0), reader.GetInt64(1));
    }

    /// <summary>Whether each record has reached each subscription that it matches.</summary>
    public async Task<bool> IsCompleteAsync(CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT 1 FROM ({Due} EXCEPT SELECT subscription, global_number FROM ledger) AS missing LIMIT 1", cancellationToken))
        .Count == 0;

    /// <summary>Rows for messages that are not there, or that a subscription does not match.</summary>
    public Task<IReadOnlyList<string>> ReadUnfoundedAsync() =>
        ReadAsync($"SELECT subscription || ' ' || global_number FROM (SELECT subscription, global_number FROM ledger EXCEPT {Due}) AS extra");

    /// <summary>Messages that were handled after one with a greater global number.</summary>
    public Task<IReadOnlyList<string>> ReadOutOfOrderAsync() => ReadAsync("""
        SELECT subscription || ' ' || previous || ' before ' || global_number
        FROM (SELECT subscription, global_number, lag(global_number) OVER (PARTITION BY subscription ORDER BY sequence) AS previous
              FROM ledger) AS steps
        WHERE previous > global_number
        """);

    /// <summary>Streams whose numbers are not 1, 2, 3 …</summary>
    public Task<IReadOnlyList<string>> ReadStreamsWithHolesAsync() => ReadAsync("""
        SELECT stream FROM po_records GROUP BY stream
        HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)
        """);

    /// <summary>Appends that are stored in part, twice, or not next to each other.</summary>
    public Task<IReadOnlyList<string>> ReadTornAppendsAsync() => ReadAsync($"""
        SELECT work->>'append' FROM ({Work}) AS works GROUP BY work->>'append'
        HAVING count(*) <> max((work->>'parts')::int) OR count(DISTINCT work->>'part') <> count(*)
            OR count(DISTINCT stream) <> 1 OR max(number) - min(number) <> count(*) - 1
        """);

    /// <summary>Messages without exactly one echo, and echoes of nothing.</summary>
    public Task<IReadOnlyList<string>> ReadFalseEchoesAsync() => ReadAsync("""
        SELECT coalesce(work.global_number, echo.source) || ': ' || count(echo.source)
        FROM (SELECT global_number FROM po_records WHERE stream_group = 'work') AS work
        FULL JOIN (SELECT (convert_from(data, 'UTF8')::jsonb->>'globalNumber')::bigint AS source
                   FROM po_records WHERE message_type = 'work-echoed') AS echo ON echo.source = work.global_number
        GROUP BY work.global_number, echo.source
        HAVING work.global_number IS NULL OR count(echo.source) <> 1
        """);

    /// <summary>The appends that are stored.</summary>
    public Task<IReadOnlyList<string>> ReadAppendsAsync() =>
        ReadAsync($"SELECT DISTINCT work->>'append' FROM ({Work}) AS works");

    /// <summary>The processes that have handled messages.</summary>
    public Task<IReadOnlyList<string>> ReadProcessesAsync() => ReadAsync("SELECT DISTINCT process FROM ledger");

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private async Task ExecuteAsync(string statement)
    {
        await using var command = _dataSource.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private Task<IReadOnlyList<string>> ReadAsync(string query) => ReadAsync(query, TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<string>> ReadAsync(string query, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }
}
