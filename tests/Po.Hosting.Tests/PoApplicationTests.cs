using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting.Tests;

public class PoApplicationTests
{
    [Fact]
    public async Task A_script_appends_and_projects_without_a_host()
    {
        await using var po = PoApplication.Create(po => po.UseInMemory().AddMessage<Opened>("opened"));
        var door = new StreamId("doors", "1");

        await po.AppendAsync(door, new Opened("front"), ExpectedNumber.NoStream, TestContext.Current.CancellationToken);
        await po.AppendAsync(door, [new Opened("back")], 1, TestContext.Current.CancellationToken);
        var names = await po.ProjectAsync(door, new Names(), TestContext.Current.CancellationToken);

        names.All.Should().Equal("front", "back");
    }

    [Fact]
    public async Task Every_verb_works_without_a_host()
    {
        await using var po = PoApplication.Create(po => po.AddMessage<Opened>("opened"));
        var door = new StreamId("doors", "1");

        var executed = await po.ExecuteAsync(door, () => new OpenOnce(), TestContext.Current.CancellationToken);
        await po.Stream(door).AppendAsync([new Opened("back")], TestContext.Current.CancellationToken);
        var seen = new Names();
        await using var subscription = await po.SubscribeAsync(
            "names", new StreamId("doors"), seen, cancellationToken: TestContext.Current.CancellationToken);
        await po.CaughtUpAsync("names");
        var read = await po.ReadAsync(door, cancellationToken: TestContext.Current.CancellationToken)
            .Select(message => message.Number)
            .ToListAsync(TestContext.Current.CancellationToken);

        executed.Appended.Count.Should().Be(1);
        seen.All.Should().Equal("once", "back");
        read.Should().Equal(1, 2);
        po.Subscriptions.Keys.Should().Equal("names");
    }

    [Fact]
    public void A_subscription_that_needs_a_host_is_refused()
    {
        var act = () => PoApplication.Create(po => po.AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask));

        act.Should().Throw<PoConfigurationException>().WithMessage("*'view' needs a host*SubscribeAsync*");
    }

    [Fact]
    public void A_mistake_is_reported_when_it_is_created()
    {
        var act = () => PoApplication.Create(po => po.AddMessage<Opened>("opened").AddMessage<Closed>("opened"));

        act.Should().Throw<PoConfigurationException>();
    }

    [Fact]
    public async Task Disposing_stops_what_it_has_started_and_is_safe_to_repeat()
    {
        var po = PoApplication.Create(po => po.UseInMemory());
        var subscription = await po.SubscribeAsync(
            "names", StreamId.All, new Names(), cancellationToken: TestContext.Current.CancellationToken);

        await po.DisposeAsync();
        await po.DisposeAsync();

        subscription.State.Should().Be(SubscriptionState.Stopped);
    }

    private sealed class Names : IHandler<Opened>
    {
        public List<string> All { get; } = [];

        public ValueTask HandleAsync(Message<Opened> message, CancellationToken cancellationToken)
        {
            All.Add(message.Data.Name);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OpenOnce : ICommandHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(new Opened("once"));
            return ValueTask.CompletedTask;
        }
    }
}
