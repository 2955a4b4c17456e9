namespace Po.Postgres.Tests;

// Statements are files: each must be one that the server understands, and those that are quick must stay so whatever the planner believes.
public sealed class StatementTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private static readonly PostgresSql Sql = new("public");

    public static TheoryData<string> Names =>
        [
            .. Sql.Names
                .Except(["within_bytes", "within_bytes_and_next", "within_horizon", "hand_over_horizon", "create_migrations", "reset_append_session"])
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_server_understands_each(string name)
    {
        await using var session = await OpenSessionAsync();

        await session.RunAsync("PREPARE statement AS " + Sql[name]);
    }

    [Theory]
    [InlineData(PageKind.Stream)]
    [InlineData(PageKind.Group)]
    [InlineData(PageKind.All)]
    [InlineData(PageKind.StreamTypes)]
    [InlineData(PageKind.GroupTypes)]
    [InlineData(PageKind.AllTypes)]
    [InlineData(PageKind.AllGroups)]
    [InlineData(PageKind.AllGroupsTypes)]
    public async Task The_server_understands_pages_within_bytes(object kind)
    {
        await using var session = await OpenSessionAsync();

        foreach (var direction in Enum.GetValues<ReadDirection>())
        {
            await session.RunAsync("PREPARE statement AS " + Sql.Read[(PageKind)kind, direction, withinBytes: true] + "; DEALLOCATE statement");
        }

    }

    // What is filtered is read after the horizon is known.
    [Theory]
    [InlineData(PageKind.Stream)]
    [InlineData(PageKind.Group)]
    [InlineData(PageKind.All)]
    public async Task The_server_understands_pages_within_the_horizon(object kind)
    {
        await using var session = await OpenSessionAsync();

        await session.RunAsync("PREPARE statement AS " + Sql.Read.WithinHorizon((PageKind)kind, withinBytes: true));
    }

    [Fact]
    public async Task The_server_understands_how_the_horizon_is_handed_over()
    {
        await using var session = await OpenSessionAsync();

        await session.RunAsync("PREPARE statement AS " + Sql.HandOverHorizon);
    }

    // Few rows and fresh statistics are what tempts a planner to read a whole table, and to keep doing so while it grows.
    [Theory]
    [InlineData("read_stream", "'orders-1', 1, 100, 10", "po_records_stream_number_key")]
    [InlineData("read_stream_backward", "'orders-1', 1, 100, 10", "po_records_stream_number_key")]
    [InlineData("read_group", "'orders', 1, 100, 10", "po_records_stream_group_global_number_idx")]
    [InlineData("read_group_backward", "'orders', 1, 100, 10", "po_records_stream_group_global_number_idx")]
    [InlineData("read_all", "1, 100, 10", "po_records_pkey")]
    [InlineData("read_all_backward", "1, 100, 10", "po_records_pkey")]
    [InlineData("read_stream_types", "'orders-1', 1, 100, 10, '{happened}'", "po_records_stream_number_key")]
    [InlineData("read_stream_types_backward", "'orders-1', 1, 100, 10, '{happened}'", "po_records_stream_number_key")]
    [InlineData("read_group_types", "'orders', 1, 100, 10, '{happened}'", "po_records_stream_group_global_number_idx")]
    [InlineData("read_group_types_backward", "'orders', 1, 100, 10, '{happened}'", "po_records_stream_group_global_number_idx")]
    [InlineData("read_all_types", "1, 100, 10, '{happened}'", "po_records_pkey")]
    [InlineData("read_all_types_backward", "1, 100, 10, '{happened}'", "po_records_pkey")]
    public async Task Pages_are_read_along_an_index_however_few_rows_there_are(string name, string parameters, string index)
    {
        await using var session = await OpenSessionAsync();
        foreach (var rows in new[] { 0, 60, 2_000 })
        {
            await FillAsync(session, rows);

            var plan = await ExplainAsync(session, Sql.ReadSettings, Sql[name], parameters);

            plan.Should().Contain(index).And.NotContain("Seq Scan").And.NotContain("Sort").And.NotContain("Bitmap");
        }
    }

    [Fact]
    public async Task A_record_is_found_along_the_index_of_the_ids_however_few_rows_there_are()
    {
        await using var session = await OpenSessionAsync();
        foreach (var rows in new[] { 0, 60, 2_000 })
        {
            await FillAsync(session, rows);

            var plan = await ExplainAsync(session, Sql.ReadSettings, Sql["find_record"], "'00000000-0000-0000-0000-000000000001'");

            plan.Should().Contain("Index Scan using po_records_message_id_key").And.NotContain("Seq Scan");
        }
    }

    // Only the global numbers of the groups are sorted, and no more of each than a page has.
    [Theory]
    [InlineData("read_all_groups", "1, 100, 10, '{orders,others}'", "Index Only Scan using")]
    [InlineData("read_all_groups_backward", "1, 100, 10, '{orders,others}'", "Index Only Scan Backward using")]
    [InlineData("read_all_groups_types", "1, 100, 10, '{orders,others}', '{happened}'", "Index Scan using")]
    [InlineData("read_all_groups_types_backward", "1, 100, 10, '{orders,others}', '{happened}'", "Index Scan Backward using")]
    public async Task Several_groups_are_read_along_the_index_of_each_however_few_rows_there_are(string name, string parameters, string scan)
    {
        await using var session = await OpenSessionAsync();
        foreach (var rows in new[] { 0, 60, 2_000 })
        {
            await FillAsync(session, rows);

            var plan = await ExplainAsync(session, Sql.ReadSettings, Sql[name], parameters);

            plan.Should().Contain($"{scan} po_records_stream_group_global_number_idx").And.Contain("using po_records_pkey")
                .And.NotContain("Seq Scan").And.NotContain("Bitmap");
        }
    }

    // What is parked, and by how many, must not make the next lock slower; the planner of a handler's transaction is not told what to do.
    [Theory]
    [InlineData("lock_position", "'a'", "po_parked_pkey", "po_parked_requested_idx")]
    [InlineData("read_parked", "'a', 1, 10", "po_parked_pkey")]
    [InlineData("read_parked_requested", "'a', 1, 10", "po_parked_requested_idx")]
    [InlineData("read_parked_stream", "'a', 1, 10, 'orders-1'", "po_parked_stream_global_number_idx")]
    [InlineData("read_parked_stream_requested", "'a', 1, 10, 'orders-1'", "po_parked_requested_stream_idx")]
    [InlineData("find_parked_streams", "'a', '{orders-1,orders-2}'", "po_parked_stream_global_number_idx", "po_parked_requested_stream_idx")]
    [InlineData("unpark", "'a', 1, 2", "po_parked_pkey")]
    [InlineData("unpark_stream", "'a', 1, 2, 'orders-1'", "po_parked_")]
    [InlineData("read_audit", "100, 10", "po_audit_pkey")]
    [InlineData("read_audit_subscription", "100, 10, 'a'", "po_audit_")]
    public async Task What_is_parked_and_noted_is_found_along_an_index(string name, string parameters, params string[] indexes)
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync(
            """
            INSERT INTO po_subscriptions (subscription_id) SELECT 's' || i FROM generate_series(1, 500) AS i ON CONFLICT DO NOTHING;
            INSERT INTO po_parked
            SELECT s, i, now(), 1, i % 50 = 0, 'orders-' || i % 100, NULL FROM generate_series(1, 2000) AS i, unnest('{a,b}'::text[]) AS s
            ON CONFLICT DO NOTHING;
            INSERT INTO po_audit (acted_at, action, subscription_id, actor, detail)
            SELECT now(), 1, 's' || i % 100, 'somebody', '' FROM generate_series(1, 2000) AS i;
            ANALYZE po_subscriptions; ANALYZE po_parked; ANALYZE po_audit
            """);

        var plan = await ExplainAsync(session, "SELECT 1", Sql[name], parameters);

        plan.Should().ContainAll(indexes).And.NotContain("Seq Scan on po_");
    }

    [Theory]
    [InlineData(PageKind.Stream, "'orders-1', 1, 100, 10", "po_records_stream_number_key")]
    [InlineData(PageKind.Group, "'orders', 1, 100, 10", "po_records_stream_group_global_number_idx")]
    [InlineData(PageKind.All, "1, 100, 10", "po_records_pkey")]
    public async Task So_are_pages_whose_end_is_handed_over_by_another_statement(object kind, string parameters, string index)
    {
        await using var session = await OpenSessionAsync();
        var settings = Sql.ReadSettings + "; SELECT set_config('po.horizon', '100', true)";
        foreach (var rows in new[] { 0, 60, 2_000 })
        {
            await FillAsync(session, rows);

            var plan = await ExplainAsync(session, settings, Sql.Read.WithinHorizon((PageKind)kind, withinBytes: false), parameters);

            plan.Should().Contain(index).And.MatchRegex("Index Cond: .*<=").And.NotContain("Seq Scan").And.NotContain("Sort").And.NotContain("Bitmap");
        }
    }

    [Theory]
    [InlineData("append", "'{orders-1}', NULL, NULL, NULL, '{00000000-0000-0000-0000-000000000001}', '{t}', '{2026-01-01}', NULL, NULL, NULL, '{\"\"}', 1, '2026-01-01'")]
    [InlineData("append_one", "'orders-1', NULL, NULL, '00000000-0000-0000-0000-000000000001', 't', '2026-01-01', NULL, NULL, '', '', 1, '2026-01-01'")]
    public async Task Appends_find_the_last_number_along_an_index_however_few_rows_there_are(string name, string parameters)
    {
        await using var session = await OpenSessionAsync();
        foreach (var rows in new[] { 0, 60, 2_000 })
        {
            await FillAsync(session, rows);

            var plan = await ExplainAsync(
                session,
                Sql.AppendSettings.Replace("$1", "'100'", StringComparison.Ordinal),
                Sql[name],
                parameters);

            plan.Should().Contain("Index Only Scan Backward using po_records_stream_number_key").And.NotContain("Seq Scan");
        }
    }

    private static Task FillAsync(Session session, int rows) => session.RunAsync(
        $"""
        INSERT INTO po_records (stream, number, message_type, data)
        SELECT 'orders-' || i % 5, (SELECT coalesce(max(number), 0) FROM po_records) + i, 'happened', '' FROM generate_series(1, {rows}) AS i;
        ANALYZE po_records
        """);

    private static async Task<string> ExplainAsync(Session session, string settings, string statement, string parameters)
    {
        await session.RunAsync("BEGIN; SET LOCAL plan_cache_mode = force_generic_plan");
        await session.RunAsync(settings);
        await session.RunAsync("PREPARE statement AS " + statement);
        var plan = await session.ReadAllAsync<string>($"EXPLAIN EXECUTE statement ({parameters})");
        await session.RunAsync("DEALLOCATE statement; ROLLBACK");
        return string.Join('\n', plan);
    }
}
