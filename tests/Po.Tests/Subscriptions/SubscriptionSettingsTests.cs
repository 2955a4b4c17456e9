namespace Po.Tests;

public class SubscriptionSettingsTests
{
    private static readonly TimeSpan TooLong = TimeSpan.FromDays(24) + TimeSpan.FromTicks(1);

    public static TheoryData<string, SubscriptionOptions> OutOfRange() => new()
    {
        { "PageSize", new() { PageSize = 0 } },
        { "PageSize", new() { PageSize = 10_001 } },
        { "PageBytes", new() { PageBytes = 0 } },
        { "PageBytes", new() { PageBytes = (64 * 1024 * 1024) + 1 } },
        { "MaxAttempts", new() { MaxAttempts = 0 } },
        { "TransactionTime", new() { TransactionTime = TimeSpan.Zero } },
        { "MinPollInterval", new() { MinPollInterval = TimeSpan.Zero } },
        { "MaxPollInterval", new() { MaxPollInterval = TimeSpan.FromMilliseconds(99) } },
        { "MaxPollInterval", new() { MaxPollInterval = TooLong } },
        { "RetryDelay", new() { RetryDelay = TimeSpan.Zero } },
        { "MaxRetryDelay", new() { MaxRetryDelay = TimeSpan.FromMilliseconds(199) } },
        { "MaxRetryDelay", new() { MaxRetryDelay = TooLong } },
        { "GraceTime", new() { GraceTime = TimeSpan.FromTicks(-1) } },
        { "GraceTime", new() { GraceTime = TooLong } },
        { "HandlerTimeout", new() { HandlerTimeout = TimeSpan.Zero } },
        { "HandlerTimeout", new() { HandlerTimeout = TooLong } },
        { "LeaseTime", new() { LeaseTime = TimeSpan.FromMilliseconds(999) } },
        { "LeaseTime", new() { LeaseTime = TooLong } },
        { "OnFailure", new() { OnFailure = (FailurePolicy)3 } },
        { "OnUnknownMessage", new() { OnUnknownMessage = (UnknownMessagePolicy)2 } },
        { "Mode", new() { Mode = (SubscriptionMode)2 } },
        { "StartFrom", new() { StartFrom = (StartFrom)2 } },
        { "StartAfter", new() { StartAfter = -1 } },
        { "StartAfter and StartTime", new() { StartAfter = 1, StartTime = DateTimeOffset.UnixEpoch } },
        { "StartFrom and StartAfter", new() { StartFrom = StartFrom.Now, StartAfter = 1 } },
        { "Groups", new() { Groups = { "" } } },
        { "MessageTypes", new() { MessageTypes = { " " } } },
        { "MessageTypes", new() { MessageTypes = { "added@2" } } },
        { "PermanentExceptions", new() { PermanentExceptions = { "" } } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task Out_of_range_are_refused_with_the_name_of_the_option(string option, SubscriptionOptions options)
    {
        await using var po = new TestPo();
        await using var preset = new TestPo { Subscribers = options };

        var subscribe = () => po.SubscribeAsync("s", "a", new Recorder(), options).AsTask();
        var subscribePreset = () => preset.SubscribeAsync("s", "a", new Recorder()).AsTask();
        var configure = () =>
            new TestPo { Subscriptions = [ADefinition.Of("s", "a", _ => new TestScope(new Recorder()), options)] }.Engine;

        await subscribe.Should().ThrowAsync<PoConfigurationException>().WithMessage($"*'s'*{option}*");
        await subscribePreset.Should().ThrowAsync<PoConfigurationException>().WithMessage($"*'s'*{option}*");
        po.Engine.Subscriptions.Should().BeEmpty();
        configure.Should().Throw<PoConfigurationException>().WithMessage($"*'s'*{option}*");
    }

    [Fact]
    public async Task At_the_ends_of_their_ranges_are_taken()
    {
        await using var po = new TestPo();
        var (shortest, longest) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(24));
        var smallest = new SubscriptionOptions
        {
            PageSize = 1,
            PageBytes = 1,
            MaxAttempts = 1,
            TransactionTime = shortest,
            MinPollInterval = shortest,
            MaxPollInterval = shortest,
            RetryDelay = shortest,
            MaxRetryDelay = shortest,
            GraceTime = TimeSpan.Zero,
        };
        var largest = new SubscriptionOptions
        {
            PageSize = 10_000,
            PageBytes = 64 * 1024 * 1024,
            MaxAttempts = int.MaxValue,
            TransactionTime = TimeSpan.MaxValue,
            MinPollInterval = longest,
            MaxPollInterval = longest,
            RetryDelay = longest,
            MaxRetryDelay = longest,
            GraceTime = longest,
        };
        await po.AppendAsync("a-1", A.Messages(1, 5));
        var (first, second) = (new Recorder(), new Recorder());

        await po.CatchUpAsync(await po.SubscribeAsync("smallest", "a", first, smallest));
        await po.CatchUpAsync(await po.SubscribeAsync("largest", "a", second, largest));

        first.Values.Should().Equal(1, 2, 3, 4, 5);
        second.Values.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Changed_later_change_no_running_worker()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(1, 4));
        var options = new SubscriptionOptions { PageSize = 2 };
        var definition = ADefinition.Of("s", "a", _ => new TestScope(new Recorder()), options);
        await using var configured = new TestPo { Store = store, Subscriptions = [definition] };
        var engine = configured.Engine;

        options.PageSize = 0;
        _ = engine.RunSubscriptionAsync("s", CancellationToken.None);
        await configured.CatchUpAsync(engine.Subscriptions["s"]);

        store.Count(StoreCall.ReadGlobal).Should().BeGreaterThanOrEqualTo(2, "two pages of two; the look at the end may be yet to come");
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    public async Task Refuse_an_id_that_is_empty_or_holds_control_characters(string id)
    {
        await using var po = new TestPo();

        var subscribe = () => po.SubscribeAsync(id, "a", new Recorder()).AsTask();

        await subscribe.Should().ThrowAsync<Exception>().Where(e => e is PoConfigurationException || e is ArgumentException);
    }

    [Fact]
    public async Task Take_an_id_of_200_characters_and_none_of_201()
    {
        await using var po = new TestPo();
        await po.SubscribeAsync(new string('i', 200), "a", new Recorder());

        var subscribe = () => po.SubscribeAsync(new string('i', 201), "a", new Recorder()).AsTask();

        await subscribe.Should().ThrowAsync<PoConfigurationException>().WithMessage("*1 to 200*");
    }

    [Fact]
    public async Task Refuse_a_subscription_to_nothing_or_with_nobody()
    {
        await using var po = new TestPo();
        var nobody = () => po.SubscribeAsync("s", "a", null!).AsTask();
        var nothing = () => po.Engine.SubscribeAsync("s", default, new Recorder(), null, Token).AsTask();
        var givenUp = () => po.Engine.SubscribeAsync("s", A.Stream("a"), new Recorder(), null, new CancellationToken(true)).AsTask();
        var configured = () => new TestPo
        {
            Subscriptions = [new SubscriptionDefinition { Id = "s", Source = default, CreateHandler = _ => new TestScope(new Recorder()) }],
        }.Engine;
        var twice = () => new TestPo
        {
            Subscriptions =
            [
                ADefinition.Of("s", "a", _ => new TestScope(new Recorder())), ADefinition.Of("s", "b", _ => new TestScope(new Recorder())),
            ],
        }.Engine;

        await nobody.Should().ThrowAsync<ArgumentNullException>();
        await nothing.Should().ThrowAsync<ArgumentException>();
        await givenUp.Should().ThrowAsync<OperationCanceledException>();
        configured.Should().Throw<ArgumentException>();
        twice.Should().Throw<PoConfigurationException>().WithMessage("*'s'*");
        po.Engine.Subscriptions.Should().BeEmpty();
    }
}
