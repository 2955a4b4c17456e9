using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Po.Hosting.Tests;

public class PoOptionsTests
{
    [Fact]
    public void Options_come_from_the_section_Po()
    {
        var options = Options(TestHost.CreateBuilder(
            ("Po:CommandRetries", "7"), ("Po:Limits:MaxMessageBytes", "99"), ("Po:SubscriptionDefaults:PageSize", "11")));

        options.CommandRetries.Should().Be(7);
        options.Snapshots.EveryMessages.Should().Be(100);
        options.Limits.MaxMessageBytes.Should().Be(99);
        options.SubscriptionDefaults.PageSize.Should().Be(11);
    }

    [Fact]
    public void Options_of_a_named_store_come_from_its_own_section()
    {
        var builder = TestHost.CreateBuilder(
            ("Po:CommandRetries", "7"),
            ("Po:Snapshots:EveryMessages", "8"),
            ("Po:Stores:billing:CommandRetries", "9"),
            ("Po:Stores:billing:Subscriptions:view:PageSize", "10"),
            ("Po:Subscriptions:view:PageSize", "11"));
        builder.Services.AddPo("billing", po => po.AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask));

        Options(builder, "billing").Should().BeEquivalentTo(new { CommandRetries = 9, Snapshots = new { EveryMessages = 100 } });
        SubscriptionOptions(builder, "billing").PageSize.Should().Be(10);
    }

    [Fact]
    public void Code_wins_over_configuration_wherever_it_stands()
    {
        var builder = TestHost.CreateBuilder(("Po:CommandRetries", "7"), ("Po:Snapshots:EveryMessages", "7"), ("Po:Limits:MaxHeaderBytes", "7"));
        builder.Services.Configure<PoOptions>(options => options.CommandRetries = 1);
        builder.Services.AddPo(po => po.Configure(options => options.Snapshots.EveryMessages = 2));

        Options(builder).Should().BeEquivalentTo(
            new { CommandRetries = 1, Snapshots = new { EveryMessages = 2 }, Limits = new { MaxHeaderBytes = 7 } });
    }

    [Fact]
    public void Snapshots_have_options_of_their_own_and_an_empty_number_is_none()
    {
        var options = Options(TestHost.CreateBuilder(
            ("Po:Snapshots:EveryMessages", ""), ("Po:Snapshots:FoldTime", "00:00:00.25"), ("Po:Snapshots:CacheEntries", "1000")));

        options.Snapshots.Should().BeEquivalentTo(
            new SnapshotOptions { EveryMessages = null, FoldTime = TimeSpan.FromMilliseconds(250), CacheEntries = 1_000 });
    }

    [Fact]
    public void A_subscription_has_the_defaults_then_its_section_then_code()
    {
        var builder = TestHost.CreateBuilder(
            ("Po:SubscriptionDefaults:PageSize", "1"),
            ("Po:SubscriptionDefaults:PageBytes", "1"),
            ("Po:SubscriptionDefaults:MaxAttempts", "1"),
            ("Po:Subscriptions:VIEW:PageBytes", "2"),
            ("Po:Subscriptions:VIEW:MaxAttempts", "2"));
        builder.Services.AddPo(po => po
            .Configure(options => options.SubscriptionDefaults.GraceTime = TimeSpan.FromSeconds(1))
            .AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask, options => options.MaxAttempts = 3));

        SubscriptionOptions(builder).Should().BeEquivalentTo(
            new { PageSize = 1, PageBytes = 2, MaxAttempts = 3, GraceTime = TimeSpan.FromSeconds(1) });
    }

    [Fact]
    public void One_subscription_does_not_change_the_options_of_another()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .AddSubscription("first", "doors", (_, _, _) => ValueTask.CompletedTask, options => options.PageSize = 3)
            .AddSubscription("second", "doors", (_, _, _) => ValueTask.CompletedTask));
        using var host = builder.Build();

        host.Services.GetRequiredService<SubscriptionCatalog>().Definitions.Select(definition => definition.Options!.PageSize)
            .Should().Equal(3, new SubscriptionOptions().PageSize);
        host.Services.GetRequiredService<IOptions<PoOptions>>().Value.SubscriptionDefaults.PageSize.Should().Be(new SubscriptionOptions().PageSize);
    }

    [Fact]
    public async Task Limits_of_the_configuration_reach_the_engine()
    {
        var builder = TestHost.CreateBuilder(("Po:Limits:MaxAppendMessages", "1"));
        builder.Services.AddPo(po => po.UseInMemory().AddMessage<Opened>("opened"));
        using var host = await builder.StartAsync();

        var act = () => host.Po().AppendAsync(
            new StreamId("doors"),
            [new Opened("one"), new Opened("two")],
            cancellationToken: TestContext.Current.CancellationToken).AsTask();

        (await act.Should().ThrowAsync<LimitExceededException>()).Which.Maximum.Should().Be(1);
    }

    [Theory]
    [InlineData("Po:CommandRetries", "-1", "CommandRetries")]
    [InlineData("Po:CommandRetryDelay", "-00:00:01", "CommandRetryDelay is -00:00:01")]
    [InlineData("Po:CommandRetryDelay", "00:00:02", "MaxCommandRetryDelay, 00:00:01, must not be below CommandRetryDelay, 00:00:02")]
    [InlineData("Po:MaxCommandRetryDelay", "25.00:00:00", "above 24 days")]
    [InlineData("Po:Snapshots:EveryMessages", "0", "EveryMessages")]
    [InlineData("Po:Snapshots:FoldTime", "-00:00:01", "Snapshots.FoldTime, -00:00:01, must not be negative")]
    [InlineData("Po:Snapshots:GraceTime", "-00:00:01", "Snapshots.GraceTime, -00:00:01, must be from 0 to 24 days")]
    [InlineData("Po:Snapshots:GraceTime", "60.00:00:00", "Snapshots.GraceTime, 60.00:00:00, must be from 0 to 24 days")]
    [InlineData("Po:Snapshots:QueueLength", "0", "QueueLength")]
    [InlineData("Po:Snapshots:QueueBytes", "0", "QueueBytes")]
    [InlineData("Po:Snapshots:CacheEntries", "-1", "CacheEntries")]
    [InlineData("Po:Snapshots:CacheBytes", "0", "CacheBytes")]
    [InlineData("Po:Limits:MaxMessageBytes", "0", "MaxMessageBytes")]
    [InlineData("Po:Limits:MaxHeaderBytes", "-5", "MaxHeaderBytes")]
    [InlineData("Po:Limits:MaxJsonDepth", "1001", "MaxJsonDepth")]
    [InlineData("Po:Limits:MaxAppendBytes", "1000", "Limits.MaxAppendBytes, 1000, must not be below")]
    [InlineData("Po:SubscriptionDefaults:PageSize", "10001", "PageSize")]
    [InlineData("Po:SubscriptionDefaults:RetryDelay", "01:00:00", "SubscriptionDefaults.MaxRetryDelay")]
    [InlineData("Po:Subscriptions:view:PageSize", "0", "Po:Subscriptions:view: *PageSize")]
    [InlineData("Po:Subscriptions:view:MaxAttempts", "0", "Po:Subscriptions:view: *MaxAttempts")]
    [InlineData("Po:Subscriptions:view:TransactionTime", "00:00:00", "TransactionTime")]
    [InlineData("Po:Subscriptions:view:MinPollInterval", "-00:00:01", "MinPollInterval")]
    [InlineData("Po:Subscriptions:view:MaxPollInterval", "00:00:00.01", "MaxPollInterval, 00:00:00.01*, must not be below")]
    [InlineData("Po:Subscriptions:view:GraceTime", "-00:00:01", "GraceTime")]
    public async Task Options_out_of_range_stop_the_host_at_start(string key, string value, string expected)
    {
        var builder = TestHost.CreateBuilder((key, value));
        builder.Services.AddPo(po => po.UseInMemory().AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask));
        using var host = builder.Build();

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage($"*{expected}*");
    }

    [Fact]
    public async Task Options_of_a_named_store_are_checked_at_start()
    {
        var builder = TestHost.CreateBuilder(("Po:Stores:billing:CommandRetries", "-1"));
        builder.Services.AddPo("billing").UseInMemory();
        using var host = builder.Build();

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        await start.Should().ThrowAsync<OptionsValidationException>();
    }

    [Fact]
    public async Task A_subscription_id_that_only_the_configuration_knows_gives_a_warning()
    {
        var builder = TestHost.CreateBuilder(
            ("Po:Subscriptions:veiw:PageSize", "5"), ("Po:Subscriptions:View:PageSize", "5"), ("Po:Subscriptions:a:b:PageSize", "5"));
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask)
            .AddSubscription("a:b", "doors", (_, _, _) => ValueTask.CompletedTask));
        using var host = await builder.StartAsync();

        host.Services.GetFakeLogCollector().GetSnapshot().Where(record => record.Level >= LogLevel.Warning)
            .Should().ContainSingle(record => record.Id.Id == PoEventId.UnknownSubscriptionConfigured)
            .Which.Message.Should().Contain("Po:Subscriptions:veiw");
    }

    [Fact]
    public void Every_whole_number_of_the_options_has_a_range()
    {
        // Times are checked by hand: a range of TimeSpan needs reflection.
        Type[] types = [typeof(PoOptions), typeof(PoLimits), typeof(SnapshotOptions), typeof(SubscriptionOptions)];

        types.SelectMany(type => type.GetProperties()).Where(property => property.PropertyType == typeof(int))
            .Should().OnlyContain(property => property.IsDefined(typeof(RangeAttribute), false));
    }

    private static PoOptions Options(HostApplicationBuilder builder, string name = "")
    {
        builder.Services.AddPo();
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptionsMonitor<PoOptions>>().Get(name);
    }

    private static SubscriptionOptions SubscriptionOptions(HostApplicationBuilder builder, string name = "")
    {
        using var provider = builder.Services.BuildServiceProvider();
        return provider.GetPoService<SubscriptionCatalog>(name).Definitions.Single().Options!;
    }
}
