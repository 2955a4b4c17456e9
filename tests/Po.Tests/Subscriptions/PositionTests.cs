using Microsoft.Extensions.Logging;

namespace Po.Tests;

public sealed class PositionTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new();
    private readonly TestPo _po;
    private readonly Recorder _recorder = new();

    public PositionTests() => _po = new TestPo { Store = _store, Protocol = new DeadProtocol() };

    [Fact]
    public async Task That_was_deleted_replays_everything()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        var subscription = await _po.SubscribeAsync("s", "a", _recorder);
        await _po.CatchUpAsync(subscription);

        await _store.DeletePositionAsync("s", Token);
        await _po.Clock.DriveAsync(_recorder.WhenAsync(6), "the replay, which a poll begins");

        _recorder.Values.Should().Equal(1, 2, 3, 1, 2, 3);
        await Until(() => subscription.Position == 3, "the position to follow");
    }

    [Fact]
    public async Task That_is_deleted_while_a_page_is_handled_fails_the_page_and_replays()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        var isFirst = true;
        var recorder = new Recorder(async (message, _) =>
        {
            if (message.Value() == 2 && isFirst)
            {
                isFirst = false;
                await _store.DeletePositionAsync("s", Token);
            }

            await _po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: Token);
        });

        await _po.CatchUpAsync(await _po.SubscribeAsync("s", "a", recorder));

        recorder.Values.Should().Equal(1, 2, 3, 1, 2, 3);
        (await _po.Engine.ValuesAsync("effects-1")).Should().Equal(1, 2, 3);
        _po.LogsOf(PoEventId.HandlerFailed).Should().BeEmpty();
    }

    [Fact]
    public async Task That_is_missing_starts_at_the_first_message_whatever_others_have_handled()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await _po.CatchUpAsync(await _po.SubscribeAsync("old", "a", new Recorder()));

        await _po.CatchUpAsync(await _po.SubscribeAsync("new", "a", _recorder));

        _recorder.Values.Should().Equal(1, 2, 3);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("quiet")]
    public async Task Beyond_everything_that_the_store_holds_pauses_the_subscription(string source)
    {
        await _po.AppendAsync("a-1", A.Messages(1, 750));
        await _po.AppendAsync("a-1", A.Messages(751, 1_500));
        await using (var before = new TestPo { Store = _store })
        {
            await before.CatchUpAsync(await before.SubscribeAsync("s", source, new Recorder()));
        }

        await RestoreAsync(count: 10);
        var subscription = await _po.SubscribeAsync("s", source, _recorder);
        var told = await _po.PauseAsync(subscription);

        var lost = told.InnerException.Should().BeOfType<HistoryLostException>().Which;
        lost.Position.Should().Be(1_500);
        lost.LastGlobalNumber.Should().Be(10);
        _recorder.Messages.Should().BeEmpty();
        _po.LogsOf(PoEventId.SubscriptionPaused).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Error);
    }

    [Fact]
    public async Task Of_lost_history_can_be_deleted_and_the_subscription_resumed()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 20));
        var subscription = await _po.SubscribeAsync("s", "a", _recorder);
        await _po.CatchUpAsync(subscription);
        await RestoreAsync(count: 10);
        (await _po.PauseAsync(subscription)).InnerException.Should().BeOfType<HistoryLostException>();

        await _store.DeletePositionAsync("s", Token);
        subscription.Resume();
        await _po.Clock.DriveAsync(_recorder.WhenAsync(30), "the replay of what is left");

        _recorder.Values.Should().Equal([.. Enumerable.Range(1, 20), .. Enumerable.Range(1, 10)]);
    }

    // Only the memory of this worker knew that it had passed over the records of others.
    [Fact]
    public async Task In_memory_beyond_what_a_restored_store_holds_is_taken_back_to_the_stored_one()
    {
        await _po.AppendAsync("b-1", A.Messages(1, 500));
        var subscription = await _po.SubscribeAsync("s", "a", _recorder);
        await _po.CatchUpAsync(subscription);
        subscription.Position.Should().Be(500);
        _store.Inner = new InMemoryStore();
        await _po.AppendAsync("b-1", A.Messages(1, 10));
        await _po.Clock.DriveAsync(
            Task.Run(() => Until(() => subscription.Position == 10, "the position to be taken back"), Token),
            "the worker to look again");

        await _po.AppendAsync("a-1", A.Messages(11, 12));
        await _po.CatchUpAsync(subscription);

        _recorder.Values.Should().Equal(11, 12);
    }

    [Fact]
    public async Task Moves_with_each_transaction_when_time_splits_a_page()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 10));
        var slow = new Recorder(_ => _po.Clock.Advance(TimeSpan.FromMilliseconds(400)));

        var subscription = await _po.SubscribeAsync("s", "a", slow, new() { TransactionTime = TimeSpan.FromSeconds(1) });
        await _po.CatchUpAsync(subscription);

        slow.Values.Should().Equal(Enumerable.Range(1, 10));
        _store.Count(StoreCall.Commit).Should().Be(4, "three messages take 1.2 s, so each transaction ends after three");
    }

    [Fact]
    public async Task One_message_is_handled_however_long_it_takes()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        var slow = new Recorder(_ => _po.Clock.Advance(TimeSpan.FromHours(1)));

        await _po.CatchUpAsync(await _po.SubscribeAsync("s", "a", slow));

        _store.Count(StoreCall.Commit).Should().Be(3);
    }

    public ValueTask DisposeAsync() => _po.DisposeAsync();

    // An old backup: the first records, and the positions of today.
    private async Task RestoreAsync(int count)
    {
        var restored = new InMemoryStore();
        var position = await _store.ReadPositionAsync("s", Token);
        await using (var other = new TestPo { Store = restored })
        {
            await other.AppendAsync("a-1", A.Messages(1, count));
        }

        await using (var transaction = await restored.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync("s", Token);
            await transaction.SetPositionAsync(position, Token);
            await transaction.CommitAsync();
        }

        _store.Inner = restored;
    }
}
