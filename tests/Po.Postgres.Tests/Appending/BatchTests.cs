using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

public class BatchTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Fact]
    public async Task Appends_that_wait_together_share_a_commit()
    {
        await using var session = await OpenSessionAsync();
        await using var store = await Fixture.OpenAsync(options => options.MaxConcurrentBatches = 1);
        await store.AppendAsync(Stream, A.Record());
        var before = await TransactionsOfAsync(session, new StreamId(Group));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => store.AppendAsync(new StreamId(Group, $"{i}"), A.Record()).AsTask()))
            .WithinLimitAsync("100 appends");

        (await TransactionsOfAsync(session, new StreamId(Group)) - before).Should().BeLessThan(25, "100 appends went out in a few batches");
    }

    [Fact]
    public async Task A_batch_ends_at_its_limits_and_a_larger_append_goes_alone()
    {
        await using var session = await OpenSessionAsync();
        await using var store = await Fixture.OpenAsync(options =>
        {
            options.MaxBatchMessages = 10;
            options.MaxConcurrentBatches = 1;
        });

        var large = store.AppendAsync(new StreamId(Group, "large"), A.Records(25)).AsTask();
        await Task.WhenAll([large, .. Enumerable.Range(0, 40).Select(i => store.AppendAsync(new StreamId(Group, $"{i}"), A.Record()).AsTask())])
            .WithinLimitAsync("40 appends and a large one");

        var sizes = await session.ReadAllAsync<long>($"SELECT count(*) FROM po_records WHERE stream_group = '{Group}' GROUP BY xmin::text ORDER BY 1 DESC");
        sizes[0].Should().Be(25);
        sizes.Skip(1).Should().OnlyContain(size => size <= 10);
    }

    [Fact]
    public async Task Each_append_of_a_batch_succeeds_or_fails_by_itself()
    {
        await using var store = await Fixture.OpenAsync(options => options.MaxConcurrentBatches = 1);
        var stored = A.Record();
        await store.AppendAsync(Stream, stored);
        await using var session = await HoldAsync(store);

        var fits = Enumerable.Range(0, 10).Select(i => store.AppendAsync(new StreamId(Group, $"fits{i}"), ExpectedNumber.NoStream, A.Records(2)).AsTask()).ToList();
        var conflict = store.AppendAsync(Stream, 7, A.Record()).AsTask();
        var repeats = store.AppendAsync(Stream, stored).AsTask();
        var duplicate = store.AppendAsync(OtherStream, stored).AsTask();
        var twice = A.Record();
        var holdsTwice = store.AppendAsync(OtherStream, twice, twice).AsTask();
        var large = A.Record() with { Type = new string('t', 2_000) };
        var poisoned = store.AppendAsync(OtherStream, large).AsTask();
        var late = store.AppendAsync(OtherStream, A.Record()).AsTask();
        await session.RunAsync("COMMIT");

        (await Task.WhenAll(fits).WithinLimitAsync("the appends that fit")).Should().OnlyContain(result => result.LastNumber == 2);
        (await repeats).LastNumber.Should().Be(1);
        (await late).LastNumber.Should().Be(1);
        await FluentActions.Awaiting(() => conflict).Should().ThrowAsync<WriteConflictException>();
        await FluentActions.Awaiting(() => duplicate).Should().ThrowAsync<DuplicateMessageIdException>();
        await FluentActions.Awaiting(() => holdsTwice).Should().ThrowAsync<DuplicateMessageIdException>();
        (await FluentActions.Awaiting(() => poisoned).Should().ThrowAsync<PostgresException>())
            .Which.ConstraintName.Should().Be("po_message_type_check");
    }

    [Theory]
    [InlineData("type")]
    [InlineData("correlation")]
    [InlineData("causation")]
    public async Task What_no_database_can_keep_is_refused_before_it_meets_others(string where)
    {
        foreach (var text in new[] { "a\0b", "half \ud83d", "\udc4d half" })
        {
            var record = where switch
            {
                "type" => A.Record() with { Type = text },
                "correlation" => A.Record() with { CorrelationId = text },
                _ => A.Record() with { CausationId = text },
            };

            await FluentActions.Awaiting(async () => await Store.AppendAsync(Stream, record)).Should().ThrowAsync<ArgumentException>();
        }
    }

    [Fact]
    public async Task A_stream_in_the_hands_of_a_long_transaction_delays_no_other_stream()
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        await session.InsertAsync(Stream, 1);
        var blocked = Enumerable.Range(0, 8).Select(_ => Store.AppendAsync(Stream, A.Record()).AsTask()).ToList();

        for (var i = 0; i < 5; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(other => Store.AppendAsync(new StreamId(Group, $"o{other}"), A.Record()).AsTask()))
                .WithinLimitAsync("appends to other streams");
        }

        blocked.Should().OnlyContain(append => !append.IsCompleted);
        await session.RunAsync("COMMIT");
        (await Task.WhenAll(blocked).WithinLimitAsync("the appends that had to wait"))
            .Select(result => result.LastNumber).Order().Should().Equal(Enumerable.Range(2, 8).Select(number => (long)number));
    }

    [Fact]
    public async Task More_streams_in_the_hands_of_long_transactions_than_can_be_waited_for_delay_no_other()
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        for (var i = 0; i < 12; i++)
        {
            await session.InsertAsync(new StreamId(Group, $"blocked{i}"), 1);
        }

        var blocked = Enumerable.Range(0, 12).Select(i => Store.AppendAsync(new StreamId(Group, $"blocked{i}"), A.Record()).AsTask()).ToList();
        await Store.AppendAsync(Stream, A.Record()).AsTask().WithinLimitAsync("an append to another stream");
        await session.RunAsync("COMMIT");

        (await Task.WhenAll(blocked).WithinLimitAsync("the appends that had to wait")).Should().OnlyContain(result => result.LastNumber == 2);
    }

    [Fact]
    public async Task Who_gives_up_disturbs_nobody_and_learns_the_truth()
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        await session.InsertAsync(Stream, 1);
        using var givingUp = new CancellationTokenSource();
        var givenUp = Store.AppendAsync(A.Append(Stream, A.Record()), givingUp.Token).AsTask();
        var stays = Store.AppendAsync(Stream, A.Record()).AsTask();

        await givingUp.CancelAsync();
        await FluentActions.Awaiting(() => givenUp.WithinLimitAsync("an append that was given up")).Should().ThrowAsync<OperationCanceledException>();
        stays.IsCompleted.Should().BeFalse();
        await session.RunAsync("COMMIT");

        (await stays.WithinLimitAsync("the append that stays")).LastNumber.Should().Be(2);
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(2, "giving up means not stored");
    }

    [Fact]
    public async Task Giving_up_at_any_moment_leaves_the_truth()
    {
        var random = new Random(17);
        var appends = Enumerable.Range(0, 200).Select(async i =>
        {
            using var givingUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(0, 20)), TimeProvider.System);
            var record = A.Record();
            try
            {
                await Store.AppendAsync(A.Append(new StreamId(Group, $"{i % 10}"), record), givingUp.Token);
                return (record.Id, Stored: true);
            }
            catch (OperationCanceledException)
            {
                return (record.Id, Stored: false);
            }
        });

        var outcomes = await Task.WhenAll(appends).WithinLimitAsync("200 appends, many of them given up");

        var stored = await Store.ReadToAsync(new StreamId(Group), await Store.ReadHorizonAsync(Token));
        stored.Ids().Should().BeEquivalentTo(outcomes.Where(outcome => outcome.Stored).Select(outcome => outcome.Id));
    }

    [Fact]
    public async Task A_commit_that_fails_is_no_success()
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync(
            $"""
            CREATE FUNCTION refuse_late() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''too late'' USING ERRCODE = ''P0001''; END';
            CREATE CONSTRAINT TRIGGER refuse_late AFTER INSERT ON po_records DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.stream = '{Stream}') EXECUTE FUNCTION refuse_late();
            """);
        try
        {
            var neighbours = Enumerable.Range(0, 5).Select(i => Store.AppendAsync(new StreamId(Group, $"n{i}"), A.Record()).AsTask());
            var append = Store.AppendAsync(Stream, A.Record()).AsTask();

            (await FluentActions.Awaiting(() => append).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("P0001");
            (await Task.WhenAll(neighbours)).Should().OnlyContain(result => result.LastNumber == 1);
            (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);
        }
        finally
        {
            await session.RunAsync("DROP TRIGGER refuse_late ON po_records; DROP FUNCTION refuse_late()");
        }
    }

    [Fact]
    public async Task An_append_behind_a_transaction_that_does_not_end_fails_in_time_and_says_why()
    {
        await using var store = await Fixture.OpenAsync(options => options.AppendTimeout = TimeSpan.FromMilliseconds(300));
        await using var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        await session.InsertAsync(Stream, 1);

        var append = store.AppendAsync(Stream, A.Record()).AsTask();

        var error = (await FluentActions.Awaiting(() => append.WithinLimitAsync("the append to fail"))
            .Should().ThrowAsync<StoreBusyException>()).Which;
        store.IsTransient(error).Should().BeTrue();
        await session.RunAsync("ROLLBACK");
        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Who_waits_behind_an_append_that_fails_in_time_hears_the_same()
    {
        var time = new FakeTimeProvider();
        await using var store = new PostgresStore(
            new PostgresStoreOptions { ConnectionString = Fixture.ConnectionString, AppendTimeout = TimeSpan.FromMilliseconds(300) }, time);
        await using var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        await session.InsertAsync(Stream, 1);

        // What expects a number shares no batch with another append to its stream: the second one is in the queue when the first one
        // fails. Their time is over before anything has gone wrong, so nothing is tried again on a clock that stands still.
        var first = store.AppendAsync(Stream, A.Record()).AsTask();
        var second = store.AppendAsync(Stream, 1, A.Record()).AsTask();
        time.Advance(TimeSpan.FromSeconds(1));

        foreach (var append in new[] { first, second })
        {
            (await FluentActions.Awaiting(() => append.WithinLimitAsync("the append to fail")).Should().ThrowAsync<StoreBusyException>())
                .Which.InnerException.Should().BeOfType<PostgresException>();
        }
    }

    [Fact]
    public async Task Callers_beyond_the_limit_wait_for_room_and_then_fail()
    {
        await using var store = await Fixture.OpenAsync(options =>
        {
            options.MaxWaitingAppends = 2;
            options.AppendTimeout = TimeSpan.FromMilliseconds(400);
        });
        await using var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        await session.InsertAsync(Stream, 1);
        var waiting = Enumerable.Range(0, 2).Select(_ => store.AppendAsync(Stream, A.Record()).AsTask()).ToList();

        var beyond = store.AppendAsync(OtherStream, A.Record()).AsTask();

        beyond.IsCompleted.Should().BeFalse("there is no room");
        foreach (var append in waiting)
        {
            await FluentActions.Awaiting(() => append.WithinLimitAsync("the appends to fail")).Should().ThrowAsync<StoreBusyException>();
        }

        try
        {
            (await beyond.WithinLimitAsync("the append that waits for room")).LastNumber.Should().Be(1);
        }
        catch (StoreBusyException)
        {
            // It had waited as long as the others, which is as good.
        }
    }

    [Fact]
    public async Task What_waits_when_the_store_is_disposed_of_ends()
    {
        var store = await Fixture.OpenAsync(options => options.MaxConcurrentBatches = 1);
        var appends = Enumerable.Range(0, 50).Select(i => store.AppendAsync(new StreamId(Group, $"{i}"), A.Record()).AsTask()).ToList();

        await store.DisposeAsync();

        await Task.WhenAll(appends).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default).WithinLimitAsync("the appends to end");
        appends.Should().OnlyContain(append => append.IsCompletedSuccessfully || append.Exception!.InnerException is ObjectDisposedException);
        await FluentActions.Awaiting(async () => await store.AppendAsync(Stream, A.Record())).Should().ThrowAsync<ObjectDisposedException>();
    }

    // Keeps the only batch under way, so that everything that is appended now goes out together.
    private async Task<Session> HoldAsync(PostgresStore store)
    {
        var session = await OpenSessionAsync();
        var held = new StreamId(Group, "held");
        await session.RunAsync("BEGIN");
        await session.InsertAsync(held, 1);
        _ = store.AppendAsync(held, A.Record()).AsTask();
        await Eventually.IsTrueAsync(
            async () => await session.CountWaitingAsync() > 0,
            "an append to wait");
        return session;
    }

    private static Task<long> TransactionsOfAsync(Session session, StreamId group) => session.ReadAsync<long>(
        string.Create(CultureInfo.InvariantCulture, $"SELECT count(DISTINCT xmin::text) FROM po_records WHERE stream_group = '{group}'"));
}
