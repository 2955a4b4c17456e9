namespace Po.Tests;

// Idle subscriptions share one look at the horizon, and look at their own positions now and then only.
public sealed class HorizonPollTests : IAsyncDisposable
{
    private const int PollsBetweenPositions = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);
    private readonly FaultyStore _store = new();
    private readonly TestPo _po;

    public HorizonPollTests() => _po = new TestPo
    {
        Store = _store,
        Protocol = new DeadProtocol(),
        Subscribers = new() { MinPollInterval = Interval, MaxPollInterval = Interval },
    };

    public ValueTask DisposeAsync() => _po.DisposeAsync();

    [Fact]
    public async Task Twenty_idle_subscriptions_ask_no_more_often_than_one()
    {
        const int Subscriptions = 20;
        const int Rounds = 24;
        var polls = await SubscribeAsync(Subscriptions);
        var (horizons, positions, pages) = Counts();
        var started = _po.Clock.GetUtcNow();

        await PollAsync(polls, Subscriptions * Rounds);

        // The horizon may be half an interval old, and jitter takes up to a quarter off an interval.
        var shortest = Interval * 0.75 / 2;
        var elapsed = _po.Clock.GetUtcNow() - started;
        (Counts().Horizons - horizons).Should().BeInRange(1, (int)(elapsed / shortest) + 1).And.BeLessThan(Subscriptions * Rounds / 6);
        (Counts().Positions - positions).Should().BeInRange(
            Subscriptions * ((Rounds / PollsBetweenPositions) - 1), Subscriptions * (Rounds / PollsBetweenPositions));
        Counts().Pages.Should().Be(pages, "nothing is new");
        _store.Count(StoreCall.Begin).Should().Be(0);
    }

    [Fact]
    public async Task An_idle_subscription_looks_at_its_position_at_every_twelfth_poll()
    {
        var polls = await SubscribeAsync(1);
        var (_, positions, _) = Counts();

        for (var poll = 1; poll <= 3 * PollsBetweenPositions; poll++)
        {
            await PollAsync(polls, 1);

            (Counts().Positions - positions).Should().Be(poll / PollsBetweenPositions, $"that was poll {poll}");
        }
    }

    [Fact]
    public async Task What_is_new_is_found_by_the_next_poll_of_each_although_they_share_a_look()
    {
        var polls = await SubscribeAsync(5);
        await PollAsync(polls, 10);
        await using (var beside = new TestPo { Store = _store.Inner })
        {
            await beside.AppendAsync("g0-1", new Added(1));
        }

        // Two polls of each: at the first one the shared look may be from before the append.
        await PollAsync(polls, 10);

        _po.Engine.Subscriptions.Values.Should().OnlyContain(subscription => subscription.Position == 1);
    }

    [Fact]
    public async Task A_look_is_shared_until_it_is_too_old()
    {
        var poll = new HorizonPoll(_store, _po.Clock);

        await poll.ReadAsync(TimeSpan.FromSeconds(2), Token);
        _po.Clock.Advance(TimeSpan.FromSeconds(2));
        await poll.ReadAsync(TimeSpan.FromSeconds(2), Token);
        _store.Count(StoreCall.ReadHorizon).Should().Be(1);

        _po.Clock.Advance(TimeSpan.FromTicks(1));
        await poll.ReadAsync(TimeSpan.FromSeconds(2), Token);
        _store.Count(StoreCall.ReadHorizon).Should().Be(2);
    }

    [Fact]
    public async Task A_look_that_fails_is_shared_with_nobody()
    {
        var poll = new HorizonPoll(_store, _po.Clock);
        await poll.ReadAsync(TimeSpan.FromSeconds(2), Token);
        _po.Clock.Advance(TimeSpan.FromSeconds(3));
        _store.Fail(StoreCall.ReadHorizon, new StoreAwayException());
        await FluentActions.Awaiting(async () => await poll.ReadAsync(TimeSpan.FromSeconds(2), Token)).Should().ThrowAsync<StoreAwayException>();

        await _po.AppendAsync("a-1", new Added(1));

        (await poll.ReadAsync(TimeSpan.FromSeconds(2), Token)).Should().Be(1);
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_a_look_spoils_it_for_nobody()
    {
        var mayAnswer = Signal();
        _store.Before = async call => await (call == StoreCall.ReadHorizon ? mayAnswer.Task : Task.CompletedTask);
        var poll = new HorizonPoll(_store, _po.Clock);
        using var givingUp = new CancellationTokenSource();
        var first = poll.ReadAsync(TimeSpan.FromSeconds(2), Token).AsTask();
        var givenUp = poll.ReadAsync(TimeSpan.FromSeconds(2), givingUp.Token).AsTask();
        var stays = poll.ReadAsync(TimeSpan.FromSeconds(2), Token).AsTask();

        await givingUp.CancelAsync();
        await FluentActions.Awaiting(() => givenUp.Within("the one that gives up")).Should().ThrowAsync<OperationCanceledException>();
        mayAnswer.SetResult();

        await Task.WhenAll(first, stays).Within("the others");
        _store.Count(StoreCall.ReadHorizon).Should().Be(1);
    }

    // When the next polls are due, once all subscriptions have caught up and wait.
    private async Task<PriorityQueue<int, DateTimeOffset>> SubscribeAsync(int count)
    {
        var polls = new PriorityQueue<int, DateTimeOffset>();
        for (var i = 0; i < count; i++)
        {
            await _po.SubscribeAsync($"s{i}", $"g{i}", new Recorder());
        }

        for (var i = 0; i < count; i++)
        {
            await NoteAsync(polls);
        }

        return polls;
    }

    // From one poll to the next: the clock moves to where one is due, and stands still until that subscription waits again.
    private async Task PollAsync(PriorityQueue<int, DateTimeOffset> polls, int count)
    {
        for (var i = 0; i < count; i++)
        {
            polls.TryDequeue(out _, out var due);
            _po.Clock.Advance(due - _po.Clock.GetUtcNow());
            await NoteAsync(polls);
        }
    }

    private async Task NoteAsync(PriorityQueue<int, DateTimeOffset> polls)
    {
        var delay = await _po.Clock.NextDelayAsync("a subscription that waits for its next poll");
        polls.Enqueue(0, _po.Clock.GetUtcNow() + delay);
    }

    private (int Horizons, int Positions, int Pages) Counts() =>
        (_store.Count(StoreCall.ReadHorizon), _store.Count(StoreCall.ReadSubscription), _store.Count(StoreCall.ReadGlobal));
}
