namespace Po.Tests;

public class HandlerScopeTests
{
    private readonly FormatException _fault = new("fault");

    [Fact]
    public async Task Is_disposed_before_the_commit_so_that_what_it_holds_back_is_in_the_transaction()
    {
        var calls = new List<string>();
        var store = new FaultyStore();
        store.Before = call =>
        {
            if (call is StoreCall.Commit)
            {
                calls.Add("commit");
            }

            return ValueTask.CompletedTask;
        };
        TestPo? po = null;
        await using var _ = po = new TestPo
        {
            Store = store,
            Subscriptions =
            [
                ADefinition.Of("s", "a", _ => new TestScope(new Recorder(message => calls.Add($"handle {message.Value()}")), async () =>
                {
                    calls.Add("dispose");
                    await po!.Engine.AppendAsync(A.Stream("effects-1"), new Added(7));
                })),
            ],
        };
        await po.AppendAsync("a-1", A.Messages(1, 2));

        await RunAsync(po);

        calls.Should().Equal("handle 1", "handle 2", "dispose", "commit");
        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(7);
    }

    [Fact]
    public async Task Whose_disposal_fails_once_fails_the_page_which_comes_again()
    {
        var fails = 1;
        var handled = new List<int>();
        await using var po = APo(handled.Add, () => Interlocked.Decrement(ref fails) == 0 ? throw _fault : ValueTask.CompletedTask);
        await po.AppendAsync("a-1", A.Messages(1, 4));

        await RunAsync(po);

        handled.Should().Equal(1, 2, 3, 4, 1, 2, 3, 4);
        po.LogsOf(PoEventId.HandlerFailed).Should().ContainSingle().Which.Exception.Should().BeSameAs(_fault);
        (await po.Store.ReadPositionAsync("s", Token)).Should().Be(4);
    }

    // Halving finds the message whose work fails at the end of a page, without handling the page again for each message.
    [Fact]
    public async Task Whose_disposal_fails_for_one_message_of_a_page_is_narrowed_down_to_it()
    {
        var handled = new List<int>();
        var pending = new List<int>();
        await using var po = new TestPo
        {
            Subscriptions =
            [
                ADefinition.Of("s", "a", _ =>
                {
                    pending.Clear();
                    return new TestScope(new Recorder(message =>
                    {
                        handled.Add(message.Value());
                        pending.Add(message.Value());
                    }), () => pending.Contains(77) ? throw _fault : ValueTask.CompletedTask);
                }),
            ],
        };
        await po.AppendAsync("a-1", A.Messages(1, 100));
        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);

        var told = await po.PauseAsync(po.Engine.Subscriptions["s"]);

        told.InnerException.Should().BeSameAs(_fault);
        told.Position.Should().Be(76);
        handled.Count.Should().BeLessThan(500);
    }

    [Fact]
    public async Task Whose_disposal_always_fails_pauses_the_subscription()
    {
        var handled = new List<int>();
        await using var po = APo(handled.Add, () => throw _fault);
        await po.AppendAsync("a-1", A.Messages(1, 8));
        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);

        var told = await po.PauseAsync(po.Engine.Subscriptions["s"]);

        told.InnerException.Should().BeSameAs(_fault);
        told.Position.Should().Be(0);
        po.LogsOf(PoEventId.SubscriptionStoreFailed).Should().BeEmpty();
    }

    [Fact]
    public async Task Whose_disposal_fails_after_its_handler_does_not_hide_the_handlers_failure()
    {
        var disposals = 0;
        var handlerFault = new NotSupportedException("the handler's");
        await using var po = APo(_ => throw handlerFault, () =>
        {
            disposals++;
            throw _fault;
        });
        await po.AppendAsync("a-1", new Added(1));
        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);

        var told = await po.PauseAsync(po.Engine.Subscriptions["s"]);

        told.InnerException.Should().BeSameAs(handlerFault);
        disposals.Should().Be(5, "each scope is disposed of once");
    }

    [Fact]
    public async Task That_cannot_be_made_follows_the_policy_of_failures()
    {
        var attempts = 0;
        await using var po = new TestPo
        {
            Subscriptions =
            [
                ADefinition.Of("s", "a", _ =>
                {
                    attempts++;
                    throw _fault;
                }),
            ],
        };
        await po.AppendAsync("a-1", A.Messages(1, 3));
        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);

        var told = await po.PauseAsync(po.Engine.Subscriptions["s"]);

        told.InnerException.Should().BeSameAs(_fault);
        attempts.Should().Be(5);
    }

    private static TestPo APo(Action<int> handle, Func<ValueTask> dispose) => new()
    {
        Subscriptions =
            [ADefinition.Of("s", "a", _ => new TestScope(new Recorder(message => handle(message.Value())), dispose))],
    };

    private static async Task RunAsync(TestPo po)
    {
        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);
    }
}
