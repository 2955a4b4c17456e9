namespace Po.Tests;

public sealed class SubscriptionOptionsTests
{
    [Fact]
    public void Has_the_defaults_that_its_documentation_names() =>
        new SubscriptionOptions().Should().BeEquivalentTo(new
        {
            PageSize = 1_000,
            PageBytes = 1024 * 1024,
            TransactionTime = TimeSpan.FromSeconds(1),
            MinPollInterval = TimeSpan.FromMilliseconds(100),
            MaxPollInterval = TimeSpan.FromSeconds(5),
            MaxAttempts = 5,
            RetryDelay = TimeSpan.FromMilliseconds(200),
            MaxRetryDelay = TimeSpan.FromSeconds(30),
            GraceTime = TimeSpan.FromSeconds(10),
        });

    [Fact]
    public void May_stand_on_a_class_several_times() =>
        typeof(Subscriber).GetCustomAttributes(typeof(SubscriptionAttribute), false).Should()
            .BeEquivalentTo([new SubscriptionAttribute("one", "orders"), new SubscriptionAttribute("two", "*")]);

    [Subscription("one", "orders")]
    [Subscription("two", "*")]
    private sealed class Subscriber;
}
