namespace Po.Tests;

public class RebuildRefusalTests
{
    private static readonly RebuildOptions IntoV2 = new() { Target = "v2", Switch = (_, _) => ValueTask.CompletedTask };

    [Theory]
    [InlineData(typeof(Mailer))]
    [InlineData(typeof(DerivedMailer))]
    public async Task A_handler_with_effects_outside_does_not_run(Type handler)
    {
        var mailer = (Mailer)Activator.CreateInstance(handler)!;
        await using var po = new TestPo { Subscriptions = [ADefinition.Of("s", "a", _ => new TestScope(mailer))] };
        await po.AppendAsync("a-1", new Added(1));

        (await RefusedAsync(po, IntoV2)).Message.Should().Contain("'s' cannot be rebuilt").And.Contain("[OutsideEffects]");

        mailer.Sent.Should().Be(0);
        await NothingIsStoredAsync(po);
    }

    [Fact]
    public async Task A_marked_delegate_does_not_run_and_another_handler_in_its_place_does()
    {
        var calls = 0;
        SubscriptionDefinition definition = new()
        {
            Id = "s",
            Source = A.Stream("a"),
            HasOutsideEffects = true,
            CreateHandler = _ => new TestScope(new Recorder(_ => calls++)),
        };
        await using var po = new TestPo { Subscriptions = [definition] };
        await po.AppendAsync("a-1", new Added(1));

        (await RefusedAsync(po, IntoV2)).SubscriptionId.Should().Be("s");
        calls.Should().Be(0);

        var harmless = new Recorder();
        var rebuild = await po.Engine.RebuildAsync(
            "s", new RebuildOptions { Target = "v2", Switch = IntoV2.Switch, CreateHandler = _ => harmless }, Token);
        await po.Clock.DriveAsync(rebuild.WhenCompletedAsync(Token), "the rebuild");
        (harmless.Values.Count(), calls).Should().Be((1, 0));
    }

    [Fact]
    public async Task A_handler_that_keeps_a_state_is_refused()
    {
        await using var po = new TestPo { Subscriptions = [ADefinition.Of("s", "a", _ => new TestScope(new Totals()))] };

        (await RefusedAsync(po, IntoV2)).Reason.Should().Contain("INamedSnapshot");
        await NothingIsStoredAsync(po);
    }

    [Fact]
    public async Task A_detached_subscription_is_refused()
    {
        await using var po = Create(new SubscriptionOptions { Mode = SubscriptionMode.Detached });

        (await RefusedAsync(po, IntoV2)).Reason.Should().Contain("detached");
    }

    [Fact]
    public async Task A_subscription_that_is_split_or_is_to_be_split_is_refused()
    {
        await using var po = Create(new SubscriptionOptions { Partitions = 2 });
        (await RefusedAsync(po, IntoV2)).Reason.Should().Contain("RepartitionAsync");

        await using var split = Create();
        await po.AppendAsync("a-1", new Added(1));
        await using (var transaction = await split.Store.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync("s", Token);
            await transaction.SetPositionAsync(0, Token);
            await transaction.CommitAsync();
        }

        await new PoAdmin(split.Engine).RepartitionAsync("s", 2, cancellationToken: Token);
        (await RefusedAsync(split, IntoV2)).Reason.Should().Contain("partitions");
        await new PoAdmin(split.Engine).RepartitionAsync("s", 1, cancellationToken: Token);
        var rebuild = await split.Engine.RebuildAsync("s", IntoV2, Token);
        await split.Clock.DriveAsync(rebuild.WhenCompletedAsync(Token), "the rebuild");
    }

    [Fact]
    public async Task A_subscription_that_is_split_meanwhile_is_not_switched()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 3));
        await it.StartLiveAsync();
        var isSplit = false;
        it.Handling = async (context, _, token) =>
        {
            if (context.Target is not null && !isSplit)
            {
                isSplit = true;
                await it.Clock.DriveAsync(
                    new PoAdmin(it.Po.Engine).RepartitionAsync("orders", 2, cancellationToken: token), "the live subscription to be split");
            }
        };

        var rebuild = await it.RebuildAsync("v2");

        (await it.FaultAsync(rebuild)).Should().BeOfType<RebuildRefusedException>();
        it.Switched.Should().Be(0);
    }

    [Fact]
    public async Task One_that_began_with_what_came_then_needs_to_be_told_where_to_begin()
    {
        await using var po = Create(new SubscriptionOptions { StartFrom = StartFrom.Now });

        (await RefusedAsync(po, IntoV2)).Reason.Should().Contain("StartAfter");
    }

    [Fact]
    public async Task An_unknown_subscription_is_refused()
    {
        await using var po = new TestPo();

        (await RefusedAsync(po, IntoV2)).Reason.Should().Contain("no such subscription");
        (await RefusedAsync(po, new RebuildOptions { Target = "v2", Switch = IntoV2.Switch, Source = A.Stream("a") }))
            .Reason.Should().Contain("CreateHandler");
    }

    [Fact]
    public async Task The_same_target_is_built_once_at_a_time()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", new Added(1));
        var mayEnd = Signal();
        var rebuild = await po.Engine.RebuildAsync(
            "s", new RebuildOptions { Target = "v2", Switch = async (_, token) => await mayEnd.Task.WaitAsync(token) }, Token);

        (await RefusedAsync(po, IntoV2)).Reason.Should().Contain("'v2' already");

        mayEnd.SetResult();
        await po.Clock.DriveAsync(rebuild.WhenCompletedAsync(Token), "the rebuild");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData(null)]
    public async Task A_target_has_a_name(string? target)
    {
        await using var po = Create();
        var options = new RebuildOptions { Target = target ?? new string('x', 199), Switch = IntoV2.Switch };

        await po.Engine.Awaiting(engine => engine.RebuildAsync("s", options, Token).AsTask()).Should().ThrowAsync<PoConfigurationException>();
    }

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(10_001, 100, 0)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 100, -1)]
    public async Task Options_out_of_range_are_refused(int pageSize, int milliseconds, long startAfter)
    {
        await using var po = Create();
        RebuildOptions options = new()
        {
            Target = "v2",
            Switch = IntoV2.Switch,
            PageSize = pageSize,
            TransactionTime = TimeSpan.FromMilliseconds(milliseconds),
            StartAfter = startAfter,
        };

        await po.Engine.Awaiting(engine => engine.RebuildAsync("s", options, Token).AsTask()).Should().ThrowAsync<PoConfigurationException>();
    }

    [Fact]
    public async Task A_handler_that_appends_is_stopped_before_it_has_appended_twice()
    {
        TestPo? created = null;
        await using var po = created = new TestPo
        {
            Subscriptions =
            [
                ADefinition.Of("s", "a", _ => new TestScope(new Recorder(
                    async (message, token) => await created!.Engine.AppendAsync(A.Stream("b-1"), message.Data, cancellationToken: token)))),
            ],
        };
        await po.AppendAsync("a-1", new Added(1));
        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);

        var rebuild = await po.Engine.RebuildAsync("s", IntoV2, Token);
        var waiting = rebuild.WhenCompletedAsync(Token).AsTask();
        await po.Clock.DriveAsync(Task.WhenAny(waiting), "the rebuild to pause");

        rebuild.Error.Should().BeOfType<RebuildRefusedException>().Which.Reason.Should().Contain("appends");
        (await po.Engine.ValuesAsync("b")).Should().Equal(1);
    }

    private static TestPo Create(SubscriptionOptions? options = null) =>
        new() { Subscriptions = [ADefinition.Of("s", "a", _ => new TestScope(new Recorder()), options)] };

    private static async Task<RebuildRefusedException> RefusedAsync(TestPo po, RebuildOptions options) =>
        (await po.Engine.Awaiting(engine => engine.RebuildAsync("s", options, Token).AsTask()).Should().ThrowAsync<RebuildRefusedException>()).Which;

    private static async Task NothingIsStoredAsync(TestPo po) => (await po.Store.ReadSubscriptionsAsync(Token)).Should().BeEmpty();

    [OutsideEffects]
    private class Mailer : IHandler
    {
        public int Sent { get; private set; }

        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            Sent++;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class DerivedMailer : Mailer;
}
