namespace Po.Chaos;

/// <summary>What must not be found in the database, as queries; $1 is the global number after which to look.</summary>
internal static class LedgerChecks
{
    // What each subscription has to handle.
    private const string Due = """
        SELECT subscription, global_number FROM po_records
        CROSS JOIN (VALUES ('all'), ('group'), ('stream'), ('echo')) AS subscriptions (subscription)
        WHERE global_number > $1
          AND (subscription = 'all' OR (stream_group = 'work' AND (subscription <> 'stream' OR stream = 'work-0')))
        """;

    private const string Handled = "SELECT subscription, global_number FROM ledger WHERE global_number > $1";

    private const string Work = """
        SELECT convert_from(data, 'UTF8')::jsonb AS work, stream, number, global_number, message_id
        FROM po_records WHERE message_type = 'work-done' AND global_number > $1
        """;

    /// <summary>Records that have not reached a subscription.</summary>
    public const string Missing = $"SELECT subscription || ' ' || global_number FROM ({Due} EXCEPT {Handled}) AS missing";

    /// <summary>Rows for messages that are not there, or that a subscription does not match.</summary>
    public const string Unfounded = $"SELECT subscription || ' ' || global_number FROM ({Handled} EXCEPT {Due}) AS extra";

    /// <summary>Messages that were handled after one with a greater global number.</summary>
    public const string OutOfOrder = """
        SELECT subscription || ': ' || previous || ' before ' || global_number
        FROM (SELECT subscription, global_number, lag(global_number) OVER (PARTITION BY subscription ORDER BY sequence) AS previous
              FROM ledger WHERE global_number > $1) AS steps
        WHERE previous > global_number
        """;

    /// <summary>Transactions of a subscription between whose rows there are rows of another one.</summary>
    public const string Interleaved = """
        SELECT subscription || ' ' || epoch
        FROM (SELECT subscription, epoch, epoch IS DISTINCT FROM lag(epoch) OVER (PARTITION BY subscription ORDER BY sequence) AS begins
              FROM ledger WHERE global_number > $1) AS steps
        WHERE begins GROUP BY subscription, epoch HAVING count(*) > 1
        """;

    /// <summary>Streams whose numbers are not 1, 2, 3 …, or not in the order of the global numbers.</summary>
    public const string Holes = """
        WITH earlier AS (SELECT stream, count(*) AS records FROM po_records WHERE global_number <= $1 GROUP BY stream)
        SELECT stream || ' ' || number
        FROM (SELECT stream, number, coalesce(records, 0) + row_number() OVER (PARTITION BY stream ORDER BY global_number) AS expected
              FROM po_records LEFT JOIN earlier USING (stream) WHERE global_number > $1) AS numbered
        WHERE number <> expected
        """;

    /// <summary>Appends that are stored in part, twice, or not next to each other.</summary>
    public const string Torn = $"""
        SELECT work->>'append' FROM ({Work}) AS works GROUP BY work->>'append'
        HAVING count(*) <> max((work->>'parts')::int) OR count(DISTINCT work->>'part') <> count(*)
            OR count(DISTINCT stream) <> 1 OR max(number) - min(number) <> count(*) - 1
        """;

    /// <summary>Messages without exactly one echo, and echoes of nothing.</summary>
    public const string FalseEchoes = """
        SELECT coalesce(work.global_number, echo.source) || ': ' || count(echo.source)
        FROM (SELECT global_number FROM po_records WHERE stream_group = 'work' AND global_number > $1) AS work
        FULL JOIN (SELECT (convert_from(data, 'UTF8')::jsonb->>'globalNumber')::bigint AS source
                   FROM po_records WHERE message_type = 'work-echoed' AND global_number > $1) AS echo ON echo.source = work.global_number
        GROUP BY work.global_number, echo.source
        HAVING work.global_number IS NULL OR count(echo.source) <> 1
        """;

    /// <summary>The appends that are stored, with where: append, stream, last number, first and last global number.</summary>
    public const string Appends = $"""
        SELECT work->>'append', min(stream), max(number), min(global_number), max(global_number), count(*) FROM ({Work}) AS works
        GROUP BY work->>'append'
        """;

    /// <summary>Positions beyond the horizon, or beyond the last number, while nothing is being appended.</summary>
    public const string PositionsTooFar = """
        SELECT subscription_id || ' at ' || position || ' of ' || coalesce(pg_sequence_last_value('po_records_global_number_seq'), 0)
        FROM po_subscriptions
        WHERE position > coalesce(pg_sequence_last_value('po_records_global_number_seq'), 0) AND $1 >= 0
        """;

    /// <summary>Connections in a transaction, and locks, of processes that have nothing to do; not those of the one who asks.</summary>
    public const string LeftBehind = """
        SELECT 'connection ' || pid || ' of ' || application_name || ' is ' || state FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'worker%' AND state LIKE '%transaction%' AND $1 >= 0
        UNION ALL
        SELECT 'advisory lock of ' || pid FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;
}
