using Microsoft.Extensions.Logging;

namespace Po.Tests;

public class PoAdminTests
{
    private readonly List<int> _calls = [];
    private Func<int, bool> _fails = value => value == 3;

    [Fact]
    public async Task Pausing_lets_the_worker_stand_still_until_it_is_resumed()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine).As("alice");
        var subscription = await StartAsync(po, 1);

        await admin.PauseAsync("s", "maintenance", Token);
        await po.AppendAsync("a-1", new Added(2));
        var told = await po.PauseAsync(subscription);
        _calls.Should().Equal(1);
        told.InnerException!.Message.Should().Be("Paused by alice: maintenance");

        await admin.ResumeAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(Until(() => subscription.Position == 2), "the resumed subscription");

        _calls.Should().Equal(1, 2);
        (await AuditAsync(po)).Should().Equal((AuditAction.Resume, "alice", ""), (AuditAction.Pause, "alice", "maintenance"));
        po.LogsOf(PoEventId.SubscriptionChanged).Should().HaveCount(2).And.OnlyContain(log => log.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Retrying_gives_the_failing_message_all_its_attempts_again()
    {
        await using var po = new TestPo();
        var subscription = await StartAsync(po, 3, options: new() { MaxAttempts = 2 });
        await po.PauseAsync(subscription);
        _fails = _ => _calls.Count == 3;

        await new PoAdmin(po.Engine).RetryAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(Until(() => subscription.Position == 1), "the message to be handled");

        _calls.Should().Equal(3, 3, 3, 3);
    }

    [Fact]
    public async Task Retrying_what_does_not_fail_is_refused()
    {
        await using var po = new TestPo();
        await StartAsync(po, 1);

        var retry = async () => await new PoAdmin(po.Engine).RetryAsync("s", cancellationToken: Token);

        (await retry.Should().ThrowAsync<AdministrationException>()).WithMessage("No message of subscription 's' fails*");
    }

    [Fact]
    public async Task Skipping_passes_over_the_failing_message_and_no_other()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine);
        await po.AppendAsync("a-1", A.Messages(2, 4));
        var subscription = await po.SubscribeAsync("s", "a", Failing(), new() { MaxAttempts = 1 });
        await po.PauseAsync(subscription);

        var other = async () => await admin.SkipAsync("s", 3, cancellationToken: Token);
        (await other.Should().ThrowAsync<AdministrationException>()).WithMessage("*'s' is 2, not 3.");
        await admin.SkipAsync("s", 2, "known to be wrong", Token);
        await po.Clock.DriveAsync(Until(() => subscription.Position == 3), "the rest to be handled");

        _calls.Should().Equal(2, 3, 2, 4);
        (await AuditAsync(po)).Should().Equal((AuditAction.Skip, admin.Actor, "Message 2: FormatException: Not liked. known to be wrong"));
        await other.Should().ThrowAsync<AdministrationException>("nothing fails any more");
    }

    [Fact]
    public async Task A_reset_replays_everything_once_more_and_nothing_stays_parked()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 4));
        var subscription = await po.SubscribeAsync("s", "a", Failing(), new() { MaxAttempts = 1, OnFailure = FailurePolicy.ParkStream });
        await po.CatchUpAsync(subscription);
        _fails = _ => false;
        _calls.Clear();

        await new PoAdmin(po.Engine).ResetAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(Until(() => _calls.Count == 4), "the replay");

        _calls.Should().Equal(1, 2, 3, 4);
        (await po.Store.ReadParkedAsync("s", new ParkedRequest(), Token)).Should().BeEmpty();
        (await AuditAsync(po))[0].Detail.Should().Be("From 4 to 0; 2 parked messages come again.");
    }

    [Fact]
    public async Task A_position_moves_to_where_it_is_told_but_not_beyond_the_horizon()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine);
        var subscription = await StartAsync(po, 10, 20, 30);

        await admin.MoveAsync("s", 1, cancellationToken: Token);
        await po.Clock.DriveAsync(Until(() => _calls.Count == 5), "the messages after 1 to come again");
        _calls.Should().Equal(10, 20, 30, 20, 30);

        var beyond = async () => await admin.MoveAsync("s", 4, cancellationToken: Token);
        (await beyond.Should().ThrowAsync<AdministrationException>()).WithMessage("*cannot be 4: the store has got to 3.*");
        var negative = async () => await admin.MoveAsync("s", -1, cancellationToken: Token);
        await negative.Should().ThrowAsync<ArgumentOutOfRangeException>();
        subscription.State.Should().NotBe(SubscriptionState.Paused);
    }

    [Fact]
    public async Task A_position_beyond_the_end_of_the_store_can_be_mended()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        await using (var transaction = await po.Store.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync("s", Token);
            await transaction.SetPositionAsync(100, Token);
            await transaction.CommitAsync();
        }

        await new PoAdmin(po.Engine).ResetAsync("s", cancellationToken: Token);

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", Failing()));
        _calls.Should().Equal(1);
    }

    [Fact]
    public async Task Parked_messages_can_be_listed_and_dropped_one_by_one_or_by_stream()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine);
        await po.AppendAsync("a-1", A.Messages(3, 6));
        await po.AppendAsync("a-2", A.Messages(3, 4));
        var subscription = await po.SubscribeAsync("s", "a", Failing(), new() { MaxAttempts = 1, OnFailure = FailurePolicy.ParkStream });
        await po.CatchUpAsync(subscription);

        (await admin.ReadParkedAsync("s", cancellationToken: Token).Select(m => m.GlobalNumber).ToListAsync(Token)).Should().Equal(1, 2, 3, 4, 5, 6);
        (await admin.DropParkedAsync("s", A.Stream("a-1"), 1, cancellationToken: Token)).Should().Be(1);
        (await admin.DropParkedAsync("s", A.Stream("a-2"), cancellationToken: Token)).Should().Be(2);
        (await admin.ReadParkedAsync("s", A.Stream("a-1"), Token).Select(m => m.GlobalNumber).ToListAsync(Token)).Should().Equal(2, 3, 4);
        (await admin.FindAsync("s", Token))!.ParkedMessages.Should().Be(3);
        (await AuditAsync(po)).Take(2).Select(entry => entry.Detail).Should().Equal("2 messages of a-2.", "1 messages of a-1, number 1.");
    }

    [Fact]
    public async Task More_parked_messages_and_audit_entries_than_a_page_are_all_read()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine);
        await po.AppendAsync("a-1", [.. Enumerable.Repeat(new Added(3), 900)]);
        await po.AppendAsync("a-1", [.. Enumerable.Repeat(new Added(3), 900)]);
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", Failing(), new() { MaxAttempts = 1, OnFailure = FailurePolicy.ParkStream }));
        for (var i = 0; i < 600; i++)
        {
            await admin.ReplayParkedAsync("s", A.Stream("a-none"), cancellationToken: Token);
        }

        (await admin.ReadParkedAsync("s", cancellationToken: Token).CountAsync(Token)).Should().Be(1_800);
        var audit = await admin.ReadAuditAsync(cancellationToken: Token).Select(entry => entry.Number).ToListAsync(Token);
        audit.Should().HaveCount(601).And.BeInDescendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Deleting_forgets_the_subscription_but_not_what_was_done_to_it()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine);
        var subscription = await StartAsync(po, 1);
        await subscription.DisposeAsync();

        (await admin.ListAsync(Token)).Should().ContainSingle(stored => stored.Id == "s" && stored.Position == 1);
        await admin.DeleteAsync("s", cancellationToken: Token);

        (await admin.ListAsync(Token)).Should().BeEmpty();
        (await admin.FindAsync("s", Token)).Should().BeNull();
        (await AuditAsync(po)).Should().ContainSingle(entry => entry.Action == AuditAction.Delete);
    }

    [Fact]
    public async Task What_the_store_knows_nothing_of_is_refused_by_name()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine);
        Func<ValueTask>[] actions =
        [
            () => admin.PauseAsync("lost", cancellationToken: Token),
            () => admin.ResumeAsync("lost", cancellationToken: Token),
            () => admin.RetryAsync("lost", cancellationToken: Token),
            () => admin.SkipAsync("lost", 1, cancellationToken: Token),
            async () => await admin.ReplayParkedAsync("lost", cancellationToken: Token),
            async () => await admin.DropParkedAsync("lost", A.Stream("a-1"), cancellationToken: Token),
            () => admin.MoveAsync("lost", 0, cancellationToken: Token),
            () => admin.ResetAsync("lost", cancellationToken: Token),
            () => admin.DeleteAsync("lost", cancellationToken: Token),
        ];

        foreach (var action in actions)
        {
            (await FluentActions.Awaiting(async () => await action()).Should().ThrowAsync<SubscriptionNotFoundException>())
                .Which.SubscriptionId.Should().Be("lost");
        }

        (await admin.ListAsync(Token)).Should().BeEmpty("nothing is left of a question");
    }

    [Fact]
    public async Task An_action_waits_for_the_worker_and_comes_before_its_next_transaction()
    {
        await using var po = new TestPo();
        var (begun, mayEnd) = (Signal(), Signal());
        await po.AppendAsync("a-1", new Added(1));
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (message, _) =>
            {
                _calls.Add(message.Value());
                begun.TrySetResult();
                await mayEnd.Task;
            }));
        await begun.Task.Within("the handler");
        await po.AppendAsync("a-1", new Added(2));

        var pausing = new PoAdmin(po.Engine).PauseAsync("s", cancellationToken: Token).AsTask();
        pausing.IsCompleted.Should().BeFalse("the worker holds the subscription");
        mayEnd.SetResult();
        await pausing.Within("the pause");
        await po.PauseAsync(subscription);

        _calls.Should().Equal(1);
        (await po.Store.ReadPositionAsync("s", Token)).Should().Be(1);
    }

    [Fact]
    public async Task A_worker_does_not_take_back_a_pause_when_it_notes_a_failure()
    {
        await using var po = new TestPo();
        var (begun, mayEnd) = (Signal(), Signal());
        await po.AppendAsync("a-1", new Added(3));
        await MoveAsync(po, "s", 0);
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, _) =>
            {
                begun.TrySetResult();
                await mayEnd.Task;
                throw new FormatException("Not liked.");
            }),
            new() { OnFailure = FailurePolicy.Skip, MaxAttempts = 1 });
        await begun.Task.Within("the handler");

        var pausing = new PoAdmin(po.Engine).PauseAsync("s", cancellationToken: Token).AsTask();
        mayEnd.SetResult();
        await pausing.Within("the pause");
        await po.PauseAsync(subscription);

        (await po.Store.ReadSubscriptionAsync("s", Token))!.Status.IsPaused.Should().BeTrue();
        (await po.Store.ReadPositionAsync("s", Token)).Should().Be(0);
    }

    [Fact]
    public void Somebody_acts()
    {
        var admin = new PoAdmin(new TestPo().Engine);

        admin.Actor.Should().Be($"{Environment.UserName}@{Environment.MachineName}");
        admin.As("bob").Actor.Should().Be("bob");
        admin.Invoking(it => it.As(" ")).Should().Throw<ArgumentException>();
        admin.Invoking(it => it.As(new string('x', 201))).Should().Throw<ArgumentOutOfRangeException>();
    }

    private async Task<ISubscription> StartAsync(TestPo po, params int[] values)
    {
        await po.AppendAsync("a-1", [.. values.Select(value => new Added(value))]);
        _fails = _ => false;
        var subscription = await po.SubscribeAsync("s", "a", Failing());
        await po.CatchUpAsync(subscription);
        return subscription;
    }

    private async Task<ISubscription> StartAsync(TestPo po, int value, SubscriptionOptions options)
    {
        await po.AppendAsync("a-1", new Added(value));
        return await po.SubscribeAsync("s", "a", Failing(), options);
    }

    private Recorder Failing() => new(message =>
    {
        _calls.Add(message.Value());
        if (_fails(message.Value()))
        {
            throw new FormatException("Not liked.");
        }
    });

    private static async Task MoveAsync(TestPo po, string id, long position)
    {
        await using var transaction = await po.Store.BeginAsync(Token);
        if (await transaction.TryLockPositionAsync(id, Token) is not null)
        {
            await transaction.SetPositionAsync(position, Token);
            await transaction.CommitAsync();
        }
    }

    private static async Task<List<(AuditAction Action, string Actor, string Detail)>> AuditAsync(TestPo po) =>
        [.. (await po.Store.ReadAuditAsync("s", long.MaxValue, 100, Token)).Select(entry => (entry.Action, entry.Actor, entry.Detail))];

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
