using Po.Specification;

namespace Po.Postgres.Tests;

// Each test holds transactions open: in a class of its own, because its database feels them.
public class LateCommitTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    public static TheoryData<string> Sources => ["stream", "group", "all"];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_record_that_commits_late_is_read_in_its_place(string kind)
    {
        var reader = await FollowFromHereAsync(kind);
        await using var late = await BeginAsync();
        await using var early = await OpenSessionAsync();

        var first = await late.InsertAsync(Stream, 1);
        var second = await early.InsertAsync(kind == "stream" ? new StreamId(Group, "9") : OtherStream, 1);
        await reader.ReadOnAsync();
        reader.Seen.Should().BeEmpty("the first is not final, and nothing after it may come before it");
        reader.Position.Should().BeLessThan(first);

        await late.RunAsync("COMMIT");
        await reader.ReadToAsync(second);
        reader.Numbers.Should().Equal(kind == "stream" ? [first] : [first, second]);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_record_that_is_rolled_back_holds_nothing_back(string kind)
    {
        var reader = await FollowFromHereAsync(kind);
        await using var late = await BeginAsync();
        await using var early = await OpenSessionAsync();

        var gone = await late.InsertAsync(OtherStream, 1);
        var stays = await early.InsertAsync(Stream, 1);
        await reader.ReadOnAsync();
        reader.Position.Should().BeLessThan(gone);

        await late.RunAsync("ROLLBACK");
        await reader.ReadToAsync(stays);
        reader.Numbers.Should().Equal(stays);
    }

    [Fact]
    public async Task A_writer_that_dies_holds_nothing_back()
    {
        var reader = await FollowFromHereAsync("group");
        var late = await BeginAsync();
        await late.InsertAsync(OtherStream, 1);
        var stays = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;

        await late.DisposeAsync();

        await reader.ReadToAsync(stays);
        reader.Numbers.Should().Equal(stays);
    }

    [Fact]
    public async Task A_transaction_id_from_before_the_append_makes_no_difference()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await BeginAsync();
        await late.ReadAsync<string>("SELECT pg_current_xact_id()::text");
        var before = await Store.AppendAsync(Stream, A.Record());
        await reader.ReadToAsync(before.LastGlobalNumber);

        var first = await late.InsertAsync(OtherStream, 1);
        var second = await Store.AppendAsync(Stream, A.Record());
        await reader.ReadOnAsync();
        await late.RunAsync("COMMIT");
        await reader.ReadToAsync(second.LastGlobalNumber);

        reader.Numbers.Should().Equal(before.LastGlobalNumber, first, second.LastGlobalNumber);
    }

    [Fact]
    public async Task An_unrelated_transaction_delays_nothing()
    {
        var reader = await FollowFromHereAsync("group");
        await using var unrelated = await BeginAsync();
        await unrelated.RunAsync("CREATE TEMPORARY TABLE unrelated (id integer); INSERT INTO unrelated VALUES (1)");
        await using var reading = await BeginAsync();
        await reading.ReadAsync<long>("SELECT count(*) FROM po_records");

        var appended = await Store.AppendAsync(Stream, A.Record());
        await reader.ReadOnAsync();

        reader.Numbers.Should().Equal(appended.LastGlobalNumber);
    }

    [Fact]
    public async Task A_transaction_marks_again_after_it_has_rolled_back_to_a_savepoint()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await BeginAsync();
        await late.RunAsync("SAVEPOINT before");
        await late.InsertAsync(Stream, 1);
        await late.RunAsync("ROLLBACK TO SAVEPOINT before");
        var meanwhile = await Store.AppendAsync(OtherStream, A.Record());
        await reader.ReadToAsync(meanwhile.LastGlobalNumber);

        var first = await late.InsertAsync(Stream, 1);
        var second = await Store.AppendAsync(OtherStream, A.Record());
        await reader.ReadOnAsync();
        reader.Position.Should().BeLessThan(first);

        await late.RunAsync("COMMIT");
        await reader.ReadToAsync(second.LastGlobalNumber);
        reader.Numbers.Should().Equal(meanwhile.LastGlobalNumber, first, second.LastGlobalNumber);
    }

    [Fact]
    public async Task A_marker_from_before_a_savepoint_stays_when_that_is_rolled_back()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await BeginAsync();
        var first = await late.InsertAsync(Stream, 1);
        await late.RunAsync("SAVEPOINT before");
        await late.InsertAsync(Stream, 2);
        await late.RunAsync("ROLLBACK TO SAVEPOINT before");
        var second = await Store.AppendAsync(OtherStream, A.Record());

        await reader.ReadOnAsync();
        reader.Position.Should().BeLessThan(first);
        await late.RunAsync("COMMIT");

        await reader.ReadToAsync(second.LastGlobalNumber);
        reader.Numbers.Should().Equal(first, second.LastGlobalNumber);
    }

    [Fact]
    public async Task A_released_savepoint_keeps_its_marker()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await BeginAsync();
        await late.RunAsync("SAVEPOINT inside");
        var first = await late.InsertAsync(Stream, 1);
        await late.RunAsync("RELEASE SAVEPOINT inside");
        var second = await Store.AppendAsync(OtherStream, A.Record());

        await reader.ReadOnAsync();
        reader.Position.Should().BeLessThan(first);
        await late.RunAsync("COMMIT");

        await reader.ReadToAsync(second.LastGlobalNumber);
        reader.Numbers.Should().Equal(first, second.LastGlobalNumber);
    }

    [Fact]
    public async Task One_marker_serves_a_transaction_of_many_inserts()
    {
        await using var late = await BeginAsync();
        var before = await MarkersAsync(late);

        for (var number = 1; number <= 50; number++)
        {
            await late.InsertAsync(Stream, number);
            await Store.AppendAsync(OtherStream, A.Record());
        }

        before.Should().Be(0);
        (await MarkersAsync(late)).Should().Be(1, "thousands of them would exhaust the server's lock table");
        await late.RunAsync("COMMIT");
    }

    [Fact]
    public async Task Forgetting_the_setting_marks_once_more_and_loses_nothing()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await BeginAsync();
        var first = await late.InsertAsync(Stream, 1);
        await Store.AppendAsync(OtherStream, A.Record());
        await late.RunAsync("RESET ALL");

        var third = await late.InsertAsync(Stream, 2);
        await reader.ReadOnAsync();
        reader.Position.Should().BeLessThan(first);
        await late.RunAsync("COMMIT");

        await reader.ReadToAsync(third);
        reader.Numbers.Should().HaveCount(3).And.BeInAscendingOrder().And.StartWith(first).And.EndWith(third);
    }

    [Fact]
    public async Task A_copy_obeys_like_everybody_else()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await BeginAsync();
        await using (var copy = await late.Connection.BeginTextImportAsync(
            "COPY po_records (stream, number, message_type, data) FROM STDIN", Token))
        {
            await copy.WriteAsync($"{Stream}\t1\thappened\t\\\\x7b7d\n{Stream}\t2\thappened\t\\\\x7b7d\n");
        }

        var after = await Store.AppendAsync(OtherStream, A.Record());
        await reader.ReadOnAsync();
        reader.Seen.Should().BeEmpty();
        await late.RunAsync("COMMIT");

        await reader.ReadToAsync(after.LastGlobalNumber);
        reader.Seen.Select(record => record.Stream).Should().Equal(Stream, Stream, OtherStream);
        reader.Numbers.Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task A_writer_that_replicates_obeys_like_everybody_else()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await OpenSessionAsync();
        await late.RunAsync("SET session_replication_role = replica; BEGIN");
        var first = await late.InsertAsync(Stream, 1);
        var second = await Store.AppendAsync(OtherStream, A.Record());

        await reader.ReadOnAsync();
        await late.RunAsync("COMMIT");

        await reader.ReadToAsync(second.LastGlobalNumber);
        reader.Numbers.Should().Equal(first, second.LastGlobalNumber);
    }

    [Fact]
    public async Task A_prepared_transaction_holds_back_what_comes_after_it_until_it_ends()
    {
        var reader = await FollowFromHereAsync("group");
        await using var late = await BeginAsync();
        var first = await late.InsertAsync(Stream, 1);
        await late.RunAsync($"PREPARE TRANSACTION '{Group}'");
        var second = await Store.AppendAsync(OtherStream, A.Record());

        await reader.ReadOnAsync();
        reader.Position.Should().BeLessThan(first);
        await late.RunAsync($"COMMIT PREPARED '{Group}'");

        await reader.ReadToAsync(second.LastGlobalNumber);
        reader.Numbers.Should().Equal(first, second.LastGlobalNumber);
    }

    [Fact]
    public async Task An_append_survives_a_crash_although_its_session_asked_for_less()
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync("SET synchronous_commit = off; BEGIN");
        await session.InsertAsync(Stream, 1);

        (await session.ReadAsync<string>("SELECT current_setting('synchronous_commit')")).Should().Be("local");
        await session.RunAsync("COMMIT");
        (await session.ReadAsync<string>("SELECT current_setting('synchronous_commit')")).Should().Be("off", "it is the transaction's alone");
    }

    private async Task<Follower> FollowFromHereAsync(string kind)
    {
        // What other tests hold back must not hold this one back.
        var last = await Store.AppendAsync(new StreamId(A.Group()), A.Record());
        await Store.HorizonReachesAsync(last.LastGlobalNumber);
        StreamId source = kind switch { "stream" => Stream, "group" => new StreamId(Group), _ => StreamId.All };
        return Follow(source, last.LastGlobalNumber);
    }

    private async Task<Session> BeginAsync()
    {
        var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        return session;
    }

    private static Task<long> MarkersAsync(Session session) => session.ReadAsync<long>(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = 'po_records'::regclass");
}
