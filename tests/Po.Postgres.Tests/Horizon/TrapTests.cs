using Po.Postgres.Server;
using Po.Specification;

namespace Po.Postgres.Tests;

// Each guard of the horizon, and the record that is lost without it. The readers without a guard are written here, statement by statement;
// beside each stands what the store does in the same moment. Every test has a database of its own, because it does harm to it.
public sealed class TrapTests : IAsyncLifetime
{
    private const string LastNumber = "SELECT coalesce(pg_sequence_last_value('po_records_global_number_seq'), 0)";
    private const string OldestMarker =
        "SELECT coalesce(min(objid::bigint), 9223372036854775807) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 "
        + "AND classid = 'po_records'::regclass";

    private static readonly StreamId Late = new("orders", "late");
    private static readonly StreamId Early = new("orders", "early");
    private PostgresFixture _fixture = null!;

    private PostgresStore Store => _fixture.Postgres;

    public async ValueTask InitializeAsync()
    {
        _fixture = new PostgresFixture();
        await _fixture.InitializeAsync();
        _fixture.OrSkip();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Without_the_last_number_a_reader_passes_what_is_drawn_after_it_has_looked_for_markers()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();
        await using var early = await OpenAsync();
        var guarded = new Follower(Store, StreamId.All, 0);
        await guarded.ReadOnAsync();

        var marker = await reader.ReadAsync<long>(OldestMarker);
        await late.RunAsync("BEGIN");
        var lost = await late.InsertAsync(Late);
        var seen = await early.InsertAsync(Early);
        var records = await reader.ReadAllAsync<long>(Records(0, marker));

        records.Should().Equal([seen], "no marker was held when it looked");
        await ExpectLostAsync(reader, late, guarded, position: seen, lost);
    }

    [Fact]
    public async Task Looking_for_markers_before_the_last_number_passes_what_is_drawn_in_between()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();
        await using var early = await OpenAsync();
        var guarded = new Follower(Store, StreamId.All, 0);

        var marker = await reader.ReadAsync<long>(OldestMarker);
        await late.RunAsync("BEGIN");
        var lost = await late.InsertAsync(Late);
        var seen = await early.InsertAsync(Early);
        var horizon = Math.Min(marker, await reader.ReadAsync<long>(LastNumber));
        var records = await reader.ReadAllAsync<long>(Records(0, horizon));

        records.Should().Equal(seen);
        await ExpectLostAsync(reader, late, guarded, position: seen, lost);
    }

    [Fact]
    public async Task Reading_in_the_statement_that_looks_for_markers_sees_less_than_they_promise()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();
        await using var gate = await OpenAsync();
        await late.RunAsync("BEGIN");
        var lost = await late.InsertAsync(Late);
        var seen = await gate.InsertAsync(Early);
        await gate.RunAsync("SELECT pg_advisory_lock(4711)");

        // Its snapshot is taken, then it waits; the late transaction commits before it looks for markers.
        var reading = reader.ReadAllAsync<long>(
            $"""
            WITH gate AS MATERIALIZED (SELECT pg_advisory_lock(4711)),
            horizon AS MATERIALIZED (SELECT least(({LastNumber}), ({OldestMarker})) AS number FROM gate)
            SELECT r.global_number FROM horizon AS h JOIN po_records AS r ON r.global_number <= h.number ORDER BY r.global_number
            """);
        await Eventually.IsTrueAsync(
            async () => await gate.ReadAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted") == 1,
            "the reader to wait inside its statement");
        await late.RunAsync("COMMIT");
        await gate.RunAsync("SELECT pg_advisory_unlock(4711)");

        (await reading).Should().Equal([seen], "its snapshot is from before the commit, its horizon from after it");
        await ExpectSeenAsync(new Follower(Store, StreamId.All, 0), lost, seen);
    }

    [Fact]
    public async Task A_reader_in_repeatable_read_sees_less_than_the_horizon_promises()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();
        await using var early = await OpenAsync();
        await late.RunAsync("BEGIN");
        var lost = await late.InsertAsync(Late);
        var seen = await early.InsertAsync(Early);

        await reader.RunAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
        await late.RunAsync("COMMIT");
        var horizon = await reader.ReadAsync<long>(LastNumber);
        horizon = Math.Min(horizon, await reader.ReadAsync<long>(OldestMarker));
        var records = await reader.ReadAllAsync<long>(Records(0, horizon));

        horizon.Should().Be(seen);
        records.Should().Equal([seen], "its snapshot is from before the commit");
        await ExpectSeenAsync(new Follower(Store, StreamId.All, 0), lost, seen);
    }

    [Fact]
    public async Task The_store_reads_with_a_snapshot_of_its_own_whatever_the_database_prefers()
    {
        await using var setUp = await OpenAsync();
        await setUp.RunAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = ''repeatable read''', current_database()); END $$");
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = _fixture.ConnectionString });
        await using var late = await OpenAsync();
        await late.RunAsync("BEGIN");
        var first = await late.InsertAsync(Late);
        var second = (await store.AppendAsync(Early, A.Record())).LastGlobalNumber;

        await using var transaction = await store.BeginAsync(TestContext.Current.CancellationToken);
        (await transaction.ReadGlobalAsync(StreamId.All)).Records.Should().BeEmpty();
        await late.RunAsync("COMMIT");

        (await transaction.ReadGlobalAsync(StreamId.All)).Records.Select(record => record.GlobalNumber).Should().Equal(first, second);
    }

    [Fact]
    public async Task Numbers_drawn_ahead_are_passed_before_they_are_used_and_the_store_refuses_such_a_sequence()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();
        await using var early = await OpenAsync();
        await reader.RunAsync("ALTER SEQUENCE po_records_global_number_seq CACHE 10");

        await late.InsertAsync(new StreamId("orders", "first"));
        var seen = await early.InsertAsync(Early);
        var position = await ReadUnguardedAsync(reader, 0);
        var lost = await late.InsertAsync(Late);

        seen.Should().BeGreaterThan(lost);
        position.Should().BeGreaterThanOrEqualTo(seen);
        (await ReadUnguardedRecordsAsync(reader, position)).Should().BeEmpty($"{lost} was drawn long ago");
        await ExpectRefusedAsync("*CACHE 1*");
    }

    [Fact]
    public async Task A_writer_that_does_not_mark_is_passed_and_the_store_refuses_a_trigger_that_is_not_always()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();
        await using var early = await OpenAsync();
        await reader.RunAsync("ALTER TABLE po_records ENABLE TRIGGER po_mark_append");
        await late.RunAsync("SET session_replication_role = replica; BEGIN");

        var lost = await late.InsertAsync(Late);
        var seen = await early.InsertAsync(Early);
        var position = await ReadUnguardedAsync(reader, 0);
        await late.RunAsync("COMMIT");

        position.Should().Be(seen);
        (await ReadUnguardedRecordsAsync(reader, position)).Should().BeEmpty($"{lost} is behind the position");
        await ExpectRefusedAsync("*po_mark_append*ENABLE ALWAYS*");
    }

    [Fact]
    public async Task A_marker_that_is_remembered_beyond_its_transaction_is_missing_and_the_store_refuses_a_changed_function()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();
        await using var early = await OpenAsync();

        // Remembered for the session: the end of the transaction takes the lock away, and the memory stays.
        await reader.RunAsync(
            """
            DO $$ BEGIN
                EXECUTE replace(pg_get_functiondef('po_mark_append'::regproc), 'last_number::text, true)', 'last_number::text, false)');
            END $$
            """);
        await late.InsertAsync(Late, 1);
        await late.RunAsync("BEGIN");

        var lost = await late.InsertAsync(Late, 2);
        var seen = await early.InsertAsync(Early);
        var position = await ReadUnguardedAsync(reader, 0);
        await late.RunAsync("COMMIT");

        position.Should().Be(seen);
        (await ReadUnguardedRecordsAsync(reader, position)).Should().BeEmpty($"{lost} is behind the position");
        await ExpectRefusedAsync("*po_mark_append*changed*");
    }

    [Fact]
    public async Task A_number_drawn_before_the_marker_is_passed_in_between()
    {
        await using var reader = await OpenAsync();
        await using var late = await OpenAsync();

        // What a trigger that fires after the insert would do.
        await late.RunAsync("BEGIN");
        var lost = await late.ReadAsync<long>("SELECT nextval('po_records_global_number_seq')");
        var position = await ReadUnguardedAsync(reader, 0);
        await late.RunAsync(
            "INSERT INTO po_records (global_number, stream, number, message_type, data) OVERRIDING SYSTEM VALUE "
            + $"VALUES ({lost}, '{Late}', 1, 'happened', '')");
        await late.RunAsync("COMMIT");

        position.Should().Be(lost, "it was drawn, and nobody had marked anything");
        (await ReadUnguardedRecordsAsync(reader, position)).Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_chooses_a_global_number_by_mistake()
    {
        await using var session = await OpenAsync();

        var insert = () => session.RunAsync(
            "INSERT INTO po_records (global_number, stream, number, message_type, data) VALUES (1, 'orders-1', 1, 'happened', '')");

        (await insert.Should().ThrowAsync<Npgsql.PostgresException>()).Which.SqlState.Should().Be("428C9");
    }

    [Fact]
    public async Task A_standby_does_not_see_markers_and_the_store_refuses_to_read_there()
    {
        await using var primary = await PostgresCluster.StartAsync();
        Assert.SkipWhen(primary is null, "A standby needs the programs of a local installation.");
        await using var standby = await primary.StartStandbyAsync();
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = primary.ConnectionString });
        await store.InitializeAsync(TestContext.Current.CancellationToken);
        await using var late = await Session.OpenAsync(primary.ConnectionString);
        await using var early = await Session.OpenAsync(primary.ConnectionString);
        await using var reader = await Session.OpenAsync(standby.ConnectionString);

        await late.RunAsync("BEGIN");
        var lost = await late.InsertAsync(Late);
        var seen = await early.InsertAsync(Early);
        await Eventually.IsTrueAsync(
            async () => await reader.ReadAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'po_records'") == 1
                && await reader.ReadAsync<long>("SELECT count(*) FROM po_records") == 1,
            "the standby to follow");
        var position = await ReadUnguardedAsync(reader, 0);
        await late.RunAsync("COMMIT");
        await Eventually.IsTrueAsync(
            async () => await reader.ReadAsync<long>("SELECT count(*) FROM po_records") == 2, "the standby to follow");

        position.Should().BeGreaterThanOrEqualTo(seen);
        (await ReadUnguardedRecordsAsync(reader, position)).Should().BeEmpty($"{lost} is behind the position");
        await using var onStandby = new PostgresStore(new PostgresStoreOptions { ConnectionString = standby.ConnectionString });
        (await FluentActions.Awaiting(async () => await onStandby.InitializeAsync(TestContext.Current.CancellationToken))
            .Should().ThrowAsync<PoConfigurationException>()).WithMessage("*standby*connect to the primary*");
        var read = await FluentActions.Awaiting(async () => await onStandby.ReadGlobalAsync(StreamId.All))
            .Should().ThrowAsync<InvalidOperationException>();
        onStandby.IsTransient(read.Which).Should().BeTrue("the primary may answer soon");
        var hosts = new Npgsql.NpgsqlConnectionStringBuilder(standby.ConnectionString);
        hosts.Host = $"{hosts.Host}:{hosts.Port},{hosts.Host}:{hosts.Port}";
        await using var onNoPrimary = new PostgresStore(new PostgresStoreOptions { ConnectionString = hosts.ConnectionString });
        var open = await FluentActions.Awaiting(async () => await onNoPrimary.ReadHorizonAsync(TestContext.Current.CancellationToken))
            .Should().ThrowAsync<InvalidOperationException>();
        onNoPrimary.IsTransient(open.Which).Should().BeTrue("one of the hosts may become the primary soon");
    }

    private Task<Session> OpenAsync() => Session.OpenAsync(_fixture.ConnectionString);

    private static string Records(long after, long upTo) =>
        $"SELECT global_number FROM po_records WHERE global_number > {after} AND global_number <= {upTo} ORDER BY global_number";

    // All three statements, in order and each for itself: what is lost then is lost because of what was done to the database.
    private static async Task<List<long>> ReadUnguardedRecordsAsync(Session reader, long position)
    {
        var horizon = await reader.ReadAsync<long>(LastNumber);
        horizon = Math.Min(horizon, await reader.ReadAsync<long>(OldestMarker));
        return await reader.ReadAllAsync<long>(Records(position, horizon));
    }

    private static async Task<long> ReadUnguardedAsync(Session reader, long position)
    {
        await ReadUnguardedRecordsAsync(reader, position);
        var horizon = await reader.ReadAsync<long>(LastNumber);
        return Math.Min(horizon, await reader.ReadAsync<long>(OldestMarker));
    }

    // The late transaction commits: a reader that is at the position already never sees its record, the store does.
    private static async Task ExpectLostAsync(Session reader, Session late, Follower guarded, long position, long lost)
    {
        await guarded.ReadOnAsync();
        guarded.Position.Should().BeLessThan(lost);
        await late.RunAsync("COMMIT");

        (await ReadUnguardedRecordsAsync(reader, position)).Should().BeEmpty($"{lost} is behind the position");
        await ExpectSeenAsync(guarded, lost, position);
    }

    private static async Task ExpectSeenAsync(Follower guarded, params long[] numbers)
    {
        await guarded.ReadToAsync(numbers.Max());
        guarded.Numbers.Should().Equal(numbers);
    }

    private async Task ExpectRefusedAsync(string message)
    {
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = _fixture.ConnectionString });
        (await FluentActions.Awaiting(async () => await store.InitializeAsync(TestContext.Current.CancellationToken))
            .Should().ThrowAsync<PoConfigurationException>()).WithMessage(message);
    }
}
