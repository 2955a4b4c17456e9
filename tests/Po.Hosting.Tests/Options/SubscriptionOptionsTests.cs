using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Po.Hosting.Tests;

// What every subscription can be told in the configuration.
public class SubscriptionOptionsTests
{
    private const string Defaults = "Po:SubscriptionDefaults:";
    private const string View = "Po:Subscriptions:view:";

    [Theory]
    [InlineData(Defaults)]
    [InlineData(View)]
    public void Every_option_is_read_from_the_defaults_and_from_the_section_of_the_subscription(string section)
    {
        var options = Options(
            [
                .. Values(section),
                (section + "StartFrom", "Now"),
            ]);

        options.Should().BeEquivalentTo(new SubscriptionOptions
        {
            PageSize = 11,
            PageBytes = 12,
            TransactionTime = TimeSpan.FromSeconds(13),
            MinPollInterval = TimeSpan.FromSeconds(14),
            MaxPollInterval = TimeSpan.FromSeconds(15),
            MaxAttempts = 16,
            RetryDelay = TimeSpan.FromSeconds(17),
            MaxRetryDelay = TimeSpan.FromSeconds(18),
            GraceTime = TimeSpan.FromSeconds(19),
            OnFailure = FailurePolicy.ParkStream,
            OnUnknownMessage = UnknownMessagePolicy.Skip,
            PermanentExceptions = { "System.FormatException", "JsonException" },
            HandlerTimeout = TimeSpan.FromMinutes(2),
            Mode = SubscriptionMode.Detached,
            LeaseTime = TimeSpan.FromMinutes(3),
            StartFrom = StartFrom.Now,
            Groups = { "doors", "gates" },
            MessageTypes = { "opened", "closed" },
        });
    }

    [Fact]
    public void No_option_is_left_out_of_the_test_above()
    {
        string[] places = ["StartFrom", "StartAfter", "StartTime"];
        var tested = Values("").Select(value => value.Key.Split(':')[0]).Concat(places).Distinct();

        typeof(SubscriptionOptions).GetProperties().Select(property => property.Name).Except(NotOurs).Should().BeSubsetOf(tested);
    }

    [Fact]
    public void A_number_and_a_time_to_begin_at_are_read()
    {
        Options([(View + "StartAfter", "4711")]).StartAfter.Should().Be(4711);
        Options([(View + "StartTime", "2026-03-01T12:00:00+02:00")]).StartTime
            .Should().Be(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void The_section_wins_over_the_defaults_and_code_over_both()
    {
        var options = Options(
            [
                (Defaults + "OnFailure", "Skip"),
                (Defaults + "Mode", "Detached"),
                (Defaults + "HandlerTimeout", "00:00:01"),
                (Defaults + "StartFrom", "Now"),
                (View + "OnFailure", "parkstream"),
                (View + "StartFrom", "Beginning"),
                (View + "HandlerTimeout", "00:00:02"),
            ],
            options => options.HandlerTimeout = TimeSpan.FromSeconds(3));

        options.Should().BeEquivalentTo(new
        {
            Mode = SubscriptionMode.Detached,
            OnFailure = FailurePolicy.ParkStream,
            StartFrom = StartFrom.Beginning,
            HandlerTimeout = TimeSpan.FromSeconds(3),
        });
    }

    [Fact]
    public void What_a_list_holds_is_added_to_and_code_can_clear_it()
    {
        (string, string?)[] configuration =
        [
            (Defaults + "PermanentExceptions:0", "FormatException"),
            (View + "PermanentExceptions:0", "JsonException"),
            (View + "Groups:0", "doors"),
        ];

        var options = Options(configuration, options =>
        {
            options.PermanentExceptions.Add("KeyNotFoundException");
            options.Groups.Clear();
        });

        options.PermanentExceptions.Should().Equal("FormatException", "JsonException", "KeyNotFoundException");
        options.Groups.Should().BeEmpty();
    }

    [Theory]
    [InlineData("OnFailure", "7", "OnFailure is 7, but must be Pause, ParkStream or Skip")]
    [InlineData("OnFailure", "Explode", "Explode*OnFailure")]
    [InlineData("OnUnknownMessage", "7", "OnUnknownMessage is 7, but must be Fail or Skip")]
    [InlineData("MessageTypes:0", "opened@2", "MessageTypes holds 'opened@2', but names types without versions")]
    [InlineData("PermanentExceptions:0", " ", "PermanentExceptions holds an empty name")]
    [InlineData("HandlerTimeout", "00:00:00", "HandlerTimeout is 00:00:00, but must be at least 1 ms")]
    [InlineData("HandlerTimeout", "25.00:00:00", "HandlerTimeout is 25.00:00:00, but must be at most 24 days")]
    [InlineData("Mode", "7", "Mode is 7, but must be Transactional or Detached")]
    [InlineData("Mode", "Attached", "Attached*Mode")]
    [InlineData("LeaseTime", "00:00:00.999", "LeaseTime is 00:00:00.9990000, but must be at least 1 s")]
    [InlineData("LeaseTime", "25.00:00:00", "LeaseTime is 25.00:00:00, but must be at most 24 days")]
    [InlineData("StartFrom", "7", "StartFrom is 7, but must be Beginning or Now")]
    [InlineData("StartFrom", "Yesterday", "Yesterday*StartFrom")]
    [InlineData("StartAfter", "-1", "StartAfter is -1, but must not be negative")]
    [InlineData("StartAfter", "many", "many*StartAfter")]
    [InlineData("StartTime", "noon", "noon*StartTime")]
    [InlineData("Groups:0", "", "Groups holds an empty name")]
    [InlineData("MessageTypes:0", "", "MessageTypes holds an empty name")]
    [InlineData("MaxPollInterval", "25.00:00:00", "MaxPollInterval is 25.00:00:00")]
    [InlineData("MaxRetryDelay", "25.00:00:00", "MaxRetryDelay is 25.00:00:00")]
    [InlineData("GraceTime", "25.00:00:00", "GraceTime is 25.00:00:00")]
    public async Task A_value_that_cannot_work_stops_the_host_at_start_with_its_name(string option, string value, string sentence)
    {
        foreach (var section in (string[])[Defaults, View])
        {
            (await RefusalAsync((section + option, value))).Should().Match($"*{sentence}*");
        }
    }

    [Theory]
    [InlineData("StartFrom", "Now", "StartAfter", "1")]
    [InlineData("StartFrom", "Now", "StartTime", "2026-03-01T12:00:00Z")]
    [InlineData("StartAfter", "1", "StartTime", "2026-03-01T12:00:00Z")]
    public async Task Two_places_to_begin_stop_the_host_at_start(string first, string value, string second, string other) =>
        (await RefusalAsync((Defaults + first, value), (View + second, other)))
            .Should().Be($"{View[..^1]}: StartFrom, StartAfter and StartTime each name a place to begin: set one of them.");

    [Fact]
    public async Task Groups_of_a_subscription_to_one_group_stop_the_host_at_start() =>
        (await RefusalAsync("doors", (View + "Groups:0", "gates"))).Should().Match("*'view' chooses groups of 'doors'*");

    [Fact]
    public void Defaults_are_checked_even_if_there_is_no_subscription()
    {
        var builder = TestHost.CreateBuilder((Defaults + "OnFailure", "7"));
        builder.Services.AddPo().UseInMemory();
        using var host = builder.Build();

        var read = () => host.Services.GetRequiredService<IOptions<PoOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().WithMessage("*SubscriptionDefaults.OnFailure is 7*");
    }

    // Those of others have tests of their own.
    private static IEnumerable<string> NotOurs => ["Partitions", "PartitionBy"];

    private static (string Key, string? Value)[] Values(string section) =>
    [
        (section + "PageSize", "11"),
        (section + "PageBytes", "12"),
        (section + "TransactionTime", "00:00:13"),
        (section + "MinPollInterval", "00:00:14"),
        (section + "MaxPollInterval", "00:00:15"),
        (section + "MaxAttempts", "16"),
        (section + "RetryDelay", "00:00:17"),
        (section + "MaxRetryDelay", "00:00:18"),
        (section + "GraceTime", "00:00:19"),
        (section + "OnFailure", "ParkStream"),
        (section + "OnUnknownMessage", "Skip"),
        (section + "PermanentExceptions:0", "System.FormatException"),
        (section + "PermanentExceptions:1", "JsonException"),
        (section + "HandlerTimeout", "00:02:00"),
        (section + "Mode", "Detached"),
        (section + "LeaseTime", "00:03:00"),
        (section + "Groups:0", "doors"),
        (section + "Groups:1", "gates"),
        (section + "MessageTypes:0", "opened"),
        (section + "MessageTypes:1", "closed"),
    ];

    private static SubscriptionOptions Options((string, string?)[] configuration, Action<SubscriptionOptions>? configure = null)
    {
        using var host = Build("*", configuration, configure);
        return host.Services.GetRequiredService<SubscriptionCatalog>().Definitions.Single().Options!;
    }

    private static Task<string> RefusalAsync(params (string, string?)[] configuration) => RefusalAsync("*", configuration);

    private static async Task<string> RefusalAsync(string source, params (string, string?)[] configuration)
    {
        using var host = Build(source, configuration);

        var refusal = await Xunit.Record.ExceptionAsync(() => host.StartAsync(TestContext.Current.CancellationToken));

        refusal.Should().NotBeNull();
        return string.Join(' ', Messages(refusal));
    }

    private static IEnumerable<string> Messages(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception.Message;
        }
    }

    private static IHost Build(
        string source, (string, string?)[] configuration, Action<SubscriptionOptions>? configure = null)
    {
        var builder = TestHost.CreateBuilder(configuration);
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddSubscription("view", source, (_, _, _) => ValueTask.CompletedTask, configure));
        return builder.Build();
    }
}
