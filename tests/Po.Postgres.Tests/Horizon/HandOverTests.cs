using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

// The horizon and the page in one round trip: what makes that safe is that each statement has a snapshot of its own, as it begins. Every test
// has a database of its own, because it stops a statement in the middle.
public sealed class HandOverTests : IAsyncLifetime
{
    private const string TakeGate = "SELECT pg_advisory_lock(4711)";

    private static readonly PostgresSql Sql = new("public");
    private static readonly StreamId Late = new("orders", "late");
    private static readonly StreamId Early = new("orders", "early");
    private PostgresFixture _fixture = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = new PostgresFixture();
        await _fixture.InitializeAsync();
        _fixture.OrSkip();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Handed_over_inside_one_statement_the_horizon_promises_more_than_the_statement_sees()
    {
        await using var reader = await OpenAsync();
        await reader.RunAsync("SET po.horizon = '0'");

        var (lost, seen, read) = await ReadWhileTheLateOneCommitsAsync(() => reader.ReadAllAsync<long>(
            $"""
            WITH gate AS MATERIALIZED ({TakeGate}),
            horizon AS MATERIALIZED (
                SELECT set_config('po.horizon', least(
                    coalesce(pg_sequence_last_value('po_records_global_number_seq'), 0),
                    (SELECT min(objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND classid = 'po_records'::regclass))::text, true)
                FROM gate)
            SELECT r.global_number
            FROM horizon AS h
            JOIN po_records AS r ON r.global_number <= CASE WHEN h.set_config <> '' THEN current_setting('po.horizon')::bigint END
            ORDER BY r.global_number
            """));

        read.Should().Equal([seen], $"{lost} was committed after its snapshot and before it looked for markers");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handed_over_to_the_next_statement_of_the_transaction_it_promises_what_that_one_sees(bool isPrepared)
    {
        await using var reader = await OpenAsync();

        var (lost, seen, read) = await ReadWhileTheLateOneCommitsAsync(() => ReadHandedOverAsync(reader, isPrepared));

        read.Should().Equal([lost, seen], "the gate is passed before the horizon is asked for, and the page begins after both");
    }

    [Fact]
    public async Task Nothing_is_handed_over_where_the_statements_share_a_snapshot()
    {
        await using var reader = await OpenAsync();
        await reader.RunAsync("SET default_transaction_isolation = 'repeatable read'");

        var (_, _, read) = await ReadWhileTheLateOneCommitsAsync(() => ReadHandedOverAsync(reader, isPrepared: true));

        read.Should().BeEmpty("the page would lack what the horizon promises");
    }

    [Theory]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task The_store_reads_the_page_by_itself_where_the_statements_share_a_snapshot(string isolation)
    {
        await using var setUp = await OpenAsync();
        await setUp.RunAsync(
            $"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = ''{isolation}''', current_database()); END $$");
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = _fixture.ConnectionString });
        var first = await setUp.InsertAsync(Early);

        var page = await store.ReadGlobalAsync(StreamId.All);

        page.Records.Select(record => record.GlobalNumber).Should().Equal(first);
        page.Position.Should().Be(first);
    }

    [Theory]
    [InlineData(10, 0, null, 10)]
    [InlineData(10, 4, null, 10)]
    [InlineData(10, 4, 7, 7)]
    [InlineData(10, 7, 4, 7)] // A marker that was read before the horizon was found, and taken after it.
    [InlineData(10, 12, null, 10)] // History was lost.
    [InlineData(10, 12, 7, 7)]
    public async Task What_is_known_stays_final_unless_history_is_lost(long last, long known, int? marker, long expected)
    {
        await using var writer = await OpenAsync();
        await using var reader = await OpenAsync();
        if (marker is not null)
        {
            await writer.RunAsync($"BEGIN; SELECT pg_advisory_xact_lock_shared('po_records'::regclass::oid::integer, {marker})");
        }

        await reader.RunAsync($"BEGIN; SELECT set_config('po.last_global_number', '{last}', true); PREPARE hand_over AS {Sql.HandOverHorizon}");

        (await reader.ReadAsync<long>($"EXECUTE hand_over (false, {known})")).Should().Be(expected);
        (await reader.ReadAsync<string>("SELECT current_setting('po.horizon')")).Should().Be($"{expected}");
    }

    [Fact]
    public async Task A_page_that_was_handed_no_horizon_is_an_error()
    {
        await using var reader = await OpenAsync();
        await using var batch = new NpgsqlBatch(reader.Connection) { BatchCommands = { PageCommand() } };

        var read = () => batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await read.Should().ThrowAsync<PostgresException>();
    }

    // The reader waits at a gate before it asks for the horizon; the transaction that has drawn a smaller number commits meanwhile.
    private async Task<(long Lost, long Seen, List<long> Read)> ReadWhileTheLateOneCommitsAsync(Func<Task<List<long>>> read)
    {
        await using var late = await OpenAsync();
        await using var gate = await OpenAsync();
        await late.RunAsync("BEGIN");
        var lost = await late.InsertAsync(Late);
        var seen = await gate.InsertAsync(Early);
        await gate.RunAsync(TakeGate);

        var reading = read();
        await Eventually.IsTrueAsync(
            async () => reading.IsCompleted || await gate.ReadAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted") == 1,
            "the reader to wait at the gate");
        await late.RunAsync("COMMIT");
        await gate.RunAsync("SELECT pg_advisory_unlock(4711)");
        return (lost, seen, await reading.WithinLimitAsync("the reader"));
    }

    // As the store does, behind a statement that waits.
    private static async Task<List<long>> ReadHandedOverAsync(Session reader, bool isPrepared)
    {
        await using var batch = new NpgsqlBatch(reader.Connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(TakeGate),
                new NpgsqlBatchCommand(Sql.HandOverLastGlobalNumber),
                new NpgsqlBatchCommand(Sql.HandOverHorizon) { Parameters = { PostgresParameter.Boolean(false), PostgresParameter.BigInt(0) } },
                PageCommand(),
            },
        };
        if (isPrepared)
        {
            await batch.PrepareAsync(TestContext.Current.CancellationToken);
        }

        await using var answers = await batch.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        for (var skip = 3; skip > 0; skip--)
        {
            await answers.NextResultAsync(TestContext.Current.CancellationToken);
        }

        var numbers = new List<long>();
        while (await answers.ReadAsync(TestContext.Current.CancellationToken))
        {
            numbers.Add(answers.GetInt64(0));
        }

        return numbers;
    }

    private static NpgsqlBatchCommand PageCommand() => new(Sql.Read.WithinHorizon(PageKind.All, withinBytes: false))
    {
        Parameters = { PostgresParameter.BigInt(1), PostgresParameter.BigInt(long.MaxValue), PostgresParameter.Integer(100) },
    };

    private Task<Session> OpenAsync() => Session.OpenAsync(_fixture.ConnectionString);
}
