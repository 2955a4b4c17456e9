using System.Collections.Concurrent;

namespace Po.Tests;

// Subscriptions of one source that catch up together read each page once; a transaction takes what is there already.
public class SharedPagesTests
{
    private const int Together = 10;

    [Fact]
    public async Task Ten_subscriptions_read_each_page_once()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, Subscribers = new() { PageSize = 10 } };
        await po.AppendAsync("a-1", [.. Enumerable.Range(1, 50).Select(i => new Added(i))]);

        var reads = 0;
        var recorders = await CatchUpTogetherAsync(po, whenHandled: () => reads = store.Count(StoreCall.ReadGlobal));

        recorders.Should().AllSatisfy(recorder => recorder.Values.Should().Equal(Enumerable.Range(1, 50)));
        reads.Should().BeLessThan(4 * Together, "five pages were read once, and the end by each");
    }

    [Fact]
    public async Task Data_that_nobody_can_change_is_deserialised_once()
    {
        await using var po = new TestPo { Store = new FaultyStore(), Subscribers = new() { PageSize = 10 } };
        await po.AppendAsync("a-1", [.. Enumerable.Range(1, 50).Select(i => new Added(i))]);

        var recorders = await CatchUpTogetherAsync(po);

        recorders.Select(recorder => recorder.Messages[20].Data).Distinct(ReferenceEqualityComparer.Instance).Should().ContainSingle();
    }

    [Fact]
    public async Task Data_that_a_handler_could_change_is_its_own()
    {
        await using var po = new TestPo
        {
            Store = new FaultyStore(),
            Subscribers = new() { PageSize = 10 },
            Registry = new MessageRegistry([MessageRegistration.Create<Basket>("basket")]),
        };
        await po.AppendAsync("a-1", [.. Enumerable.Range(1, 50).Select(_ => new Basket())]);

        var recorders = await CatchUpTogetherAsync(po, message => ((Basket)message.Data).Lines.Add("mine"));

        recorders.SelectMany(recorder => recorder.Messages).Should().AllSatisfy(message => ((Basket)message.Data).Lines.Should().Equal("mine"));
    }

    [Fact]
    public async Task A_subscription_that_comes_later_finds_what_was_appended_meanwhile()
    {
        await using var po = new TestPo { Store = new FaultyStore(), Subscribers = new() { PageSize = 10 } };
        await po.AppendAsync("a-1", [.. Enumerable.Range(1, 25).Select(i => new Added(i))]);
        await CatchUpTogetherAsync(po, messages: 25);
        await po.AppendAsync("a-1", [.. Enumerable.Range(26, 25).Select(i => new Added(i))]);

        var late = new Recorder();
        await po.CatchUpAsync(await po.SubscribeAsync("late", "a", late));

        late.Values.Should().Equal(Enumerable.Range(1, 50));
    }

    [Fact]
    public async Task A_transaction_takes_the_pages_that_are_there_already()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, Subscribers = new() { PageSize = 10 } };
        await po.AppendAsync("a-1", [.. Enumerable.Range(1, 100).Select(i => new Added(i))]);
        var recorder = OnceThreePagesAreRead(store);

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        recorder.Values.Should().Equal(Enumerable.Range(1, 100));
        store.Count(StoreCall.Commit).Should().BeLessThan(10, "the first transaction took three pages at least");
    }

    [Fact]
    public async Task What_fails_in_a_later_page_of_a_transaction_is_found_and_nothing_before_it_is_done_twice()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, Subscribers = new() { PageSize = 10 } };
        await po.AppendAsync("a-1", [.. Enumerable.Range(1, 100).Select(i => new Added(i))]);
        var fails = true;
        var recorder = OnceThreePagesAreRead(store, async (message, token) =>
        {
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
            if (fails && message.Value() == 25)
            {
                throw new InvalidOperationException("25");
            }
        });
        var subscription = await po.SubscribeAsync("s", "a", recorder);

        var paused = await po.PauseAsync(subscription);

        paused.Position.Should().Be(24);
        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(Enumerable.Range(1, 24));
        fails = false;
        subscription.Resume();
        await po.CatchUpAsync(subscription);
        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(Enumerable.Range(1, 100));
    }

    // All are there before the first page is read, and every one has a page in hand before any goes on: all are behind at the same time.
    private static async Task<IReadOnlyList<Recorder>> CatchUpTogetherAsync(
        TestPo po, Action<Message>? work = null, Action? whenHandled = null, int messages = 50)
    {
        var (arrived, all, subscribed) = (new ConcurrentDictionary<int, bool>(), Signal(), Signal());
        ((FaultyStore)po.Store).Before = call => call == StoreCall.ReadGlobal ? new(subscribed.Task) : ValueTask.CompletedTask;
        var recorders = Enumerable.Range(0, Together).Select(i => new Recorder(async (message, token) =>
        {
            if (arrived.TryAdd(i, true) && arrived.Count == Together)
            {
                all.TrySetResult();
            }

            await all.Task.WaitAsync(token);
            work?.Invoke(message);
        })).ToList();
        var subscriptions = new List<ISubscription>();
        for (var i = 0; i < Together; i++)
        {
            subscriptions.Add(await po.SubscribeAsync($"s{i}", "a", recorders[i]));
        }

        subscribed.SetResult();
        await Task.WhenAll(recorders.Select(recorder => recorder.WhenAsync(messages)));
        whenHandled?.Invoke();
        foreach (var subscription in subscriptions)
        {
            await po.CatchUpAsync(subscription);
        }

        return recorders;
    }

    private static Recorder OnceThreePagesAreRead(FaultyStore store, Func<Message, CancellationToken, ValueTask>? work = null)
    {
        var (reads, three) = (0, Signal());
        store.After = call =>
        {
            if (call == StoreCall.ReadGlobal && Interlocked.Increment(ref reads) == 3)
            {
                three.SetResult();
            }

            return ValueTask.CompletedTask;
        };
        return new Recorder(async (message, token) =>
        {
            await three.Task.WaitAsync(token);
            await (work?.Invoke(message, token) ?? ValueTask.CompletedTask);
        });
    }
}
