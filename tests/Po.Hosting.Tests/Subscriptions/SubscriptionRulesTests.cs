using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting.Tests;

public class SubscriptionRulesTests
{
    [Fact]
    public Task One_id_with_two_sources_is_refused_at_start() => RefusesAsync(
        po => po.AddSubscription<OpenedHandler>("view", "doors").AddSubscription<OpenedHandler>("view", "gates"),
        "The subscription id 'view' is given twice: to *OpenedHandler on 'doors' and to *OpenedHandler on 'gates'.*");

    [Fact]
    public Task One_id_with_two_handlers_is_refused_at_start() => RefusesAsync(
        po => po
            .AddSubscription<OpenedHandler>("view", "doors")
            .AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask),
        "*'view' is given twice: to *OpenedHandler on 'doors' and to a delegate on 'doors'.*");

    [Fact]
    public Task An_id_that_a_later_service_contradicts_is_refused_at_start() => RefusesAsync(
        po =>
        {
            po.AddSubscription<OpenedHandler>("everything", "doors");
            po.Services.AddScoped<EverythingHandler>();
        },
        "*'everything' is given twice: to *OpenedHandler on 'doors' and to *EverythingHandler on '[*]'.*");

    [Fact]
    public Task A_handler_of_a_type_that_is_no_message_is_refused_at_start() => RefusesAsync(
        po => po.AddHandler<UnregisteredHandler>(),
        "*UnregisteredHandler, the handler of subscription 'unknown', handles *Unregistered, which is not registered as a message. "
        + "Register it: AddMessage<Unregistered>(*");

    [Fact]
    public Task A_handler_of_nothing_is_refused_at_start() => RefusesAsync(
        po => po.AddSubscription<IdleHandler>("idle", "doors"), "*IdleHandler*'idle'*handles nothing*");

    [Theory]
    [InlineData("-1")]
    [InlineData("doors-")]
    [InlineData("*-1")]
    public Task A_source_that_is_no_stream_id_is_refused_at_start(string source) => RefusesAsync(
        po => po.AddSubscription<OpenedHandler>("view", source),
        $"The source '{source.Replace("*", "[*]", StringComparison.Ordinal)}' of subscription 'view' is no stream id. *");

    [Fact]
    public Task An_id_that_is_too_long_is_refused_at_start() => RefusesAsync(
        po => po.AddSubscription<OpenedHandler>(new string('x', 201), "doors"), "A subscription id has 1 to 200 characters*");

    [Fact]
    public Task A_message_name_that_two_types_share_is_refused_at_start() => RefusesAsync(
        po => po.AddMessage<Closed>("opened"), "*'opened'*");

    [Fact]
    public void A_handler_class_without_attribute_is_refused_at_once()
    {
        var act = () => new ServiceCollection().AddPo().AddHandler<OpenedHandler>();

        act.Should().Throw<PoConfigurationException>().WithMessage("*OpenedHandler says no subscription*[Subscription(*");
    }

    [Fact]
    public void The_same_delegate_twice_is_one_subscription()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.AddSubscription("view", "doors", Handle).AddSubscription("view", "doors", Handle));
        using var host = builder.Build();

        host.Po().Subscriptions.Keys.Should().Equal("view");
    }

    private static ValueTask Handle(Message message, ISubscriptionContext context, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    private static async Task RefusesAsync(Action<IPoBuilder> configure, string sentence)
    {
        var builder = TestHost.CreateBuilder();
        var po = builder.Services.AddPo(po => po.UseInMemory().AddMessage<Opened>("opened"));
        configure(po);
        using var host = builder.Build();

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        // FluentAssertions reads * as anything; [*] stands for the character here.
        var thrown = await start.Should().ThrowAsync<PoConfigurationException>();
        thrown.Which.Message.Replace("*", "[*]", StringComparison.Ordinal).Should().Match(sentence);
    }
}
