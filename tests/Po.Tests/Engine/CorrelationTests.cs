using System.Diagnostics;

namespace Po.Tests;

public class CorrelationTests
{
    [Fact]
    public async Task Is_null_when_nothing_is_known()
    {
        await using var po = new TestPo();
        using var none = new NoActivity();

        await po.AppendAsync("orders-1", new Added(1));

        var message = await LastAsync(po);
        message.CorrelationId.Should().BeNull();
        message.CausationId.Should().BeNull();
        message.Headers.Should().BeEmpty();
    }

    [Fact]
    public async Task Is_the_trace_id_of_the_current_activity_and_its_traceparent_goes_along()
    {
        await using var po = new TestPo();
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        await po.AppendAsync("orders-1", new Added(1));

        var message = await LastAsync(po);
        message.CorrelationId.Should().Be(activity.TraceId.ToHexString());
        message.CausationId.Should().BeNull();
        message.Headers.Should().Equal(new Dictionary<string, string> { [MessageHeaders.TraceParent] = activity.Id! });
    }

    [Fact]
    public async Task Ignores_activities_of_the_old_format()
    {
        await using var po = new TestPo();
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.Hierarchical).Start();

        await po.AppendAsync("orders-1", new Added(1));

        var message = await LastAsync(po);
        message.CorrelationId.Should().BeNull();
        message.Headers.Should().BeEmpty();
    }

    [Fact]
    public async Task Is_what_the_appender_says_before_everything_else()
    {
        await using var po = new TestPo();
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        await po.AppendAsync("orders-1", new NewMessage(new Added(1))
        {
            CorrelationId = "mine",
            CausationId = "also mine",
            Headers = new Dictionary<string, string> { [MessageHeaders.TraceParent] = "00-mine" },
        });

        var message = await LastAsync(po);
        message.CorrelationId.Should().Be("mine");
        message.CausationId.Should().Be("also mine");
        message.Headers.Should().Equal(new Dictionary<string, string> { [MessageHeaders.TraceParent] = "00-mine" });
    }

    [Fact]
    public async Task Flows_from_a_handled_message_to_what_its_handler_appends()
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", new NewMessage(new Added(1)) { CorrelationId = "c-1" });
        await po.AppendAsync("orders-1", new NewMessage(new Added(2)) { CorrelationId = "c-2" });
        var handled = new Recorder(async (message, token) =>
            await po.Engine.AppendAsync(A.Stream("invoices-1"), new Added(message.Value() * 10), cancellationToken: token));
        var subscription = await po.SubscribeAsync("invoicing", "orders", handled);

        await po.CatchUpAsync(subscription);

        var invoices = await po.Engine.ReadAsync(A.Stream("invoices-1"), null, Token).ToListAsync();
        invoices.Select(message => message.CorrelationId).Should().Equal("c-1", "c-2");
        invoices.Select(message => message.CausationId).Should().Equal(handled.Messages.Select(message => message.Id.ToString()));
    }

    [Fact]
    public async Task Flows_through_commands_that_a_handler_runs()
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", new NewMessage(new Added(1)) { CorrelationId = "c-1" });
        var handled = new Recorder(async (_, token) =>
            await po.Engine.ExecuteAsync(A.Stream("invoices-1"), () => new AddOne(), token));
        var subscription = await po.SubscribeAsync("invoicing", "orders", handled);

        await po.CatchUpAsync(subscription);

        var invoice = await LastAsync(po);
        invoice.CorrelationId.Should().Be("c-1");
        invoice.CausationId.Should().Be(handled.Messages[0].Id.ToString());
    }

    // The worker goes on to other messages; what the first one has left running still belongs to the first one.
    [Fact]
    public async Task Of_work_that_a_handler_leaves_running_is_that_of_the_message_which_started_it()
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", new NewMessage(new Added(1)) { CorrelationId = "c-1" });
        await po.AppendAsync("orders-1", new NewMessage(new Added(2)) { CorrelationId = "c-2" });
        var mayAppend = Signal();
        Task? stray = null;
        var handled = new Recorder(message =>
        {
            stray ??= Task.Run(async () =>
            {
                await mayAppend.Task;
                await po.Engine.AppendAsync(A.Stream("invoices-1"), new Added(10));
            });
        });
        var subscription = await po.SubscribeAsync("invoicing", "orders", handled);
        await po.CatchUpAsync(subscription);

        mayAppend.SetResult();
        await stray!.Within("the stray append");

        var invoice = await LastAsync(po);
        invoice.CorrelationId.Should().Be("c-1");
        invoice.CausationId.Should().Be(handled.Messages[0].Id.ToString());
    }

    [Fact]
    public async Task Does_not_leak_out_of_a_subscription_that_a_handler_starts()
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", new NewMessage(new Added(1)) { CorrelationId = "c-1" });
        await po.AppendAsync("payments-1", new NewMessage(new Added(2)) { CorrelationId = "c-2" });
        var inner = new Recorder(async (_, token) =>
            await po.Engine.AppendAsync(A.Stream("receipts-1"), new Added(3), cancellationToken: token));
        ISubscription? started = null;
        var outer = new Recorder(async (_, token) => started = await po.SubscribeAsync("inner", "payments", inner));
        await po.CatchUpAsync(await po.SubscribeAsync("outer", "orders", outer));

        await po.CatchUpAsync(started!);

        (await LastAsync(po)).CorrelationId.Should().Be("c-2");
    }

    [Fact]
    public async Task A_subscription_does_not_live_in_the_activity_of_whoever_started_it()
    {
        await using var po = new TestPo();
        await po.Store.AppendAsync(
            new AppendRequest
            {
                Stream = A.Stream("orders-1"),
                Records = [new NewRecord { Id = Guid.NewGuid(), Type = "added", Data = "{}"u8.ToArray(), Time = default }],
            },
            Token);
        var seen = new List<Activity?>();
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        await po.CatchUpAsync(await po.SubscribeAsync("s", "orders", new Recorder(_ => seen.Add(Activity.Current))));

        seen.Should().Equal([null]);
    }

    private static async Task<Message> LastAsync(TestPo po) => (await po.Engine
        .ReadAsync(StreamId.All, new ReadOptions { Direction = ReadDirection.Backward, Limit = 1 }, Token).ToListAsync()).Single();

    private sealed class NoActivity : IDisposable
    {
        private readonly Activity? _before = Activity.Current;

        public NoActivity() => Activity.Current = null;

        public void Dispose() => Activity.Current = _before;
    }
}
