namespace Po.Tests;

// A store that begins, locks and reads at once is asked to when a nudge says that there is something.
public sealed class NextPageTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new() { BeginsWithPage = true };
    private readonly TestPo _po;

    public NextPageTests() => _po = new TestPo { Store = _store };

    [Fact]
    public async Task After_a_nudge_there_is_no_look_before_the_lock()
    {
        var recorder = new Recorder();
        var subscription = await StartAsync(recorder);
        var (reads, begins) = (_store.Count(StoreCall.ReadGlobal), _store.Count(StoreCall.Begin));
        var readsBefore = 0;
        _store.After = call =>
        {
            readsBefore += call is StoreCall.BeginWithPage ? _store.Count(StoreCall.ReadGlobal) - reads : 0;
            return ValueTask.CompletedTask;
        };

        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await recorder.WhenAsync(3);

        await Until(() => subscription.Position == 3, "the position to move");
        _store.Count(StoreCall.BeginWithPage).Should().Be(1);
        _store.Count(StoreCall.Begin).Should().Be(begins);
        readsBefore.Should().Be(0);
        await Until(() => _store.OpenTransactions == 0, "the transaction to end");
        (await _store.ReadPositionAsync("s", Token)).Should().Be(3);
    }

    [Fact]
    public async Task What_a_nudge_was_wrong_about_leaves_no_transaction()
    {
        var subscription = await StartAsync(new Recorder());
        var mayGoOn = Signal();
        var read = Signal();
        _store.After = async call =>
        {
            if (call is StoreCall.BeginWithPage)
            {
                read.TrySetResult();
                await mayGoOn.Task;
            }
        };

        await _po.Protocol.SendAsync(new Nudge(A.Stream("a-1"), 1), Token);
        await read.Task.Within("a look");
        mayGoOn.SetResult();

        await Until(() => _store.OpenTransactions == 0, "the transaction to end");
        await Until(() => subscription.State is SubscriptionState.CaughtUp, "the subscription to rest");
        _store.Count(StoreCall.Commit).Should().Be(0);
    }

    [Fact]
    public async Task Who_finds_the_position_locked_stands_by()
    {
        var recorder = new Recorder();
        var subscription = await StartAsync(recorder);
        await using var other = await _store.Inner.BeginAsync(Token);
        (await other.TryLockPositionAsync("s", Token)).Should().NotBeNull();

        await _po.AppendAsync("a-1", A.Messages(1, 1));

        await Until(() => subscription.State is SubscriptionState.StandingBy, "the subscription to stand by");
        await Until(() => _store.OpenTransactions == 0, "the transaction to end");
        recorder.Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_finds_the_position_moved_goes_on_from_there()
    {
        var recorder = new Recorder();
        var subscription = await StartAsync(recorder);
        _store.Before = async call =>
        {
            if (call is StoreCall.BeginWithPage)
            {
                _store.Before = null;
                await using var other = await _store.Inner.BeginAsync(Token);
                await other.TryLockPositionAsync("s", Token);
                await other.SetPositionAsync(2, Token);
                await other.CommitAsync();
            }
        };

        await _po.AppendAsync("a-1", A.Messages(1, 3));

        await Until(() => subscription.Position == 3, "the position to move");
        recorder.Values.Should().Equal(3);
    }

    [Fact]
    public async Task After_a_failure_it_is_careful_again()
    {
        var isFirst = true;
        var recorder = new Recorder(_ =>
        {
            if (isFirst)
            {
                isFirst = false;
                throw new InvalidOperationException("once");
            }
        });
        var subscription = await StartAsync(recorder);

        await _po.AppendAsync("a-1", A.Messages(1, 1));

        await _po.Clock.DriveAsync(recorder.WhenAsync(1), "the second attempt");
        await Until(() => subscription.Position == 1, "the position to move");
        _store.Count(StoreCall.BeginWithPage).Should().Be(1, "a retry looks first");
        await Until(() => _store.OpenTransactions == 0, "the transaction to end");
    }

    [Fact]
    public async Task A_poll_looks_before_it_locks()
    {
        await using var po = new TestPo { Store = _store, Protocol = new DeadProtocol() };
        var recorder = new Recorder();
        var subscription = await po.SubscribeAsync("s", "a", recorder);
        await po.CatchUpAsync(subscription);

        await po.AppendAsync("a-1", A.Messages(1, 1));
        await po.Clock.DriveAsync(recorder.WhenAsync(1), "the message");

        _store.Count(StoreCall.BeginWithPage).Should().Be(0);
    }

    public ValueTask DisposeAsync() => _po.DisposeAsync();

    private async Task<ISubscription> StartAsync(IMessageHandler handler)
    {
        var subscription = await _po.SubscribeAsync("s", "a", handler);
        await _po.Clock.NextDelayAsync("the subscription to rest until it polls");
        subscription.State.Should().Be(SubscriptionState.CaughtUp);
        return subscription;
    }
}
