using Po.Specification;

namespace Po.Postgres.Tests;

public class LockedPageTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private StreamId Source => new(Group);

    [Fact]
    public async Task It_is_what_locking_and_reading_one_after_the_other_would_have_found()
    {
        var (store, from) = await OpenAsync();
        await using var _ = store;
        var first = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        var second = (await Store.AppendAsync(OtherStream, A.Record())).LastGlobalNumber;

        var found = await BeginAsync(store, from);

        await using var transaction = found.Transaction;
        found.Position.Should().Be(0);
        found.Page.Records.Select(record => record.GlobalNumber).Should().Equal(first, second);
        found.Page.HasMore.Should().BeFalse();
        found.Page.Position.Should().Be(found.Page.Horizon).And.BeGreaterThanOrEqualTo(second);
        await transaction.SetPositionAsync(second, Token);
        await transaction.CommitAsync();
        (await Store.ReadPositionAsync(Group, Token)).Should().Be(second);
    }

    [Fact]
    public async Task Beginning_locking_asking_for_the_horizon_and_reading_share_a_round_trip_in_this_order()
    {
        await using (var setUp = await Store.BeginAsync(Token))
        {
            await setUp.TryLockPositionAsync(Group, Token);
            await setUp.SetPositionAsync(1, Token);
            await setUp.CommitAsync();
        }

        using var factory = new CollectingLoggerFactory();
        var (store, from) = await OpenAsync(factory);
        await using var _ = store;
        await Store.AppendAsync(Stream, A.Record());
        factory.Collector.Clear();

        var found = await BeginAsync(store, from);

        await using var transaction = found.Transaction;
        found.Position.Should().Be(1);
        var executed = factory.Collector.GetSnapshot()
            .Where(record => record.Category == "Npgsql.Command" && record.Message.Contains("execution completed", StringComparison.Ordinal))
            .Select(record => record.Message.ReplaceLineEndings("\n"))
            .Should().ContainSingle().Subject;
        string[] parts = ["FOR UPDATE SKIP LOCKED", "po.last_global_number", "FROM pg_locks", "FROM \"public\".po_records\nWHERE"];
        parts.Select(part => executed.IndexOf(part, StringComparison.Ordinal)).Should().BeInAscendingOrder().And.NotContain(-1);
    }

    [Fact]
    public async Task Nothing_of_how_it_was_read_is_left_in_the_transaction_of_the_handler()
    {
        var (store, from) = await OpenAsync();
        await using var _ = store;
        await Store.AppendAsync(Stream, A.Record());

        var found = await BeginAsync(store, from);

        await using var transaction = found.Transaction;
        var driver = (Npgsql.NpgsqlTransaction)await transaction.GetDbTransactionAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand(
            """
            SELECT concat_ws(' ', current_setting('enable_seqscan'), current_setting('enable_sort'), current_setting('jit'),
                current_setting('plan_cache_mode'), nullif(current_setting('po.horizon', true), ''))
            """,
            driver.Connection);
        (await command.ExecuteScalarAsync(Token)).Should().Be("on on on auto");
        await using var other = await Store.BeginAsync(Token);
        (await other.TryLockPositionAsync(Group, Token)).Should().BeNull("the lock outlives the savepoint");
    }

    [Fact]
    public async Task What_an_open_transaction_holds_back_is_not_in_it()
    {
        var (store, from) = await OpenAsync();
        await using var _ = store;
        await using var late = await OpenSessionAsync();
        await late.RunAsync("BEGIN");
        var lost = await late.InsertAsync(Stream);
        await Store.AppendAsync(OtherStream, A.Record());

        var held = await BeginAsync(store, from);
        await held.Transaction.DisposeAsync();
        held.Page.Records.Should().BeEmpty();
        held.Page.Position.Should().BeLessThan(lost);

        await late.RunAsync("COMMIT");
        var follower = new Follower(store, Source, from - 1);
        await follower.ReadOnAsync();

        follower.Numbers.Should().StartWith(lost).And.HaveCount(2);
    }

    [Fact]
    public async Task Somebody_else_may_hold_the_position()
    {
        var (store, from) = await OpenAsync();
        await using var _ = store;
        await using var other = await Store.BeginAsync(Token);
        await other.TryLockPositionAsync(Group, Token);

        var found = await BeginAsync(store, from);

        await using var transaction = found.Transaction;
        found.Position.Should().BeNull();
    }

    [Fact]
    public async Task A_position_beyond_the_last_number_is_history_that_was_lost()
    {
        var (store, from) = await OpenAsync();
        await using var _ = store;
        await using var setUp = await OpenSessionAsync();
        await setUp.RunAsync($"INSERT INTO po_subscriptions (subscription_id, position) VALUES ('{Group}', 1000000000)");

        await FluentActions.Awaiting(() => BeginAsync(store, from)).Should().ThrowAsync<HistoryLostException>();

        await using var next = await store.BeginAsync(Token);
        await FluentActions.Awaiting(async () => await next.TryLockPositionAsync(Group, Token)).Should()
            .ThrowAsync<HistoryLostException>("it is not locked any more");
    }

    [Fact]
    public async Task There_is_no_shorter_way_to_what_a_known_horizon_covers_nor_into_a_stream()
    {
        var (store, from) = await OpenAsync();
        await using var _ = store;
        await Store.AppendAsync(Stream, A.Record());

        (await store.TryBeginWithPageAsync(Group, Stream, new PageRequest { From = from }, Token)).Should().BeNull();
        await store.ReadHorizonAsync(Token);
        (await store.TryBeginWithPageAsync(Group, Source, new PageRequest { From = from }, Token)).Should().BeNull();
    }

    // A store that knows the horizon up to now, as that of a subscription that waits.
    private async Task<(PostgresStore Store, long From)> OpenAsync(CollectingLoggerFactory? factory = null)
    {
        var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = Fixture.ConnectionString }, loggerFactory: factory);
        return (store, await store.ReadHorizonAsync(Token) + 1);
    }

    private async Task<LockedPage> BeginAsync(PostgresStore store, long from)
    {
        var found = await store.TryBeginWithPageAsync(Group, Source, new PageRequest { From = from, MaxCount = 100 }, Token);
        found.Should().NotBeNull();
        return found!;
    }
}
