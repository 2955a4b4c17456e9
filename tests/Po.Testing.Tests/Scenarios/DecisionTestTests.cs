namespace Po.Testing.Tests;

public class DecisionTestTests
{
    private static readonly IRegistry Messages = TestRegistry.Create(po => po.AddBankMessages());

    private static readonly DecisionTest<decimal> OfThirty =
        CommandTest.For(Messages, Account.Fold, account => account.Withdraw(30)).Given(new Opened("Ann"), new Deposited(100));

    [Fact]
    public async Task Passes_when_the_decision_is_what_is_expected()
    {
        await OfThirty.ThenAppendsAsync(new Withdrawn(30));
        await OfThirty.ThenReturnsAsync(70);
        await OfThirty.Given(new Withdrawn(80)).ThenRejectsAsync("balance_too_low");
        await CommandTest.For(Messages, Account.Fold, account => account.Open("Ann")).ThenAppendsAsync(new Opened("Ann"));
        await CommandTest.For(Messages, Account.Fold, account => account.Open("Ann")).Given(new Opened("Bob")).ThenNothingAsync();
        await CommandTest.For<Account>(Messages, Account.Fold, _ => throw new TimeoutException()).ThenThrowsAsync<TimeoutException>();
    }

    [Fact]
    public async Task Says_what_was_decided_instead()
    {
        (await FailureOf(OfThirty.ThenAppendsAsync(new Withdrawn(31)))).Should().StartWith("The command has not appended what was expected.");
        (await FailureOf(OfThirty.ThenReturnsAsync(71))).Should().StartWith("The command was to return 71, and has returned 70.");
        (await FailureOf(OfThirty.ThenRejectsAsync("balance_too_low"))).Should().StartWith(
            "The command was to be rejected with balance_too_low, and has appended something instead.");
        (await FailureOf(OfThirty.Given(new Withdrawn(80)).ThenAppendsAsync(new Withdrawn(30)))).Should().Be(
            """
            The command was rejected: balance_too_low (There is only 20 on the account.)

            Given
              1 opened {"owner":"Ann"}
              2 deposited {"amount":100}
              3 withdrawn {"amount":80}
            """);
        (await FailureOf(OfThirty.Given(new Withdrawn(80)).ThenRejectsAsync("account_not_open"))).Should().StartWith(
            "The command was to be rejected with account_not_open, and was rejected with balance_too_low (There is only 20 on the account.)");
        (await FailureOf(OfThirty.Given(new Withdrawn(80)).ThenReturnsAsync(0))).Should().StartWith("The command was rejected: ");
    }

    [Fact]
    public async Task Decides_on_the_stream_and_at_the_time_that_are_named()
    {
        var (given, now) = (new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        var records = new SeenRecords(Messages);
        var ofBob = new StreamId("account", "bob");

        await CommandTest.For(records, Account.Fold, account => account.Withdraw(30))
            .Given(new Deposited(1_000)).On(ofBob).At(given).Given(new Deposited(100)).At(now)
            .ThenReturnsAsync(70);

        records.Seen.Where(record => record.Stream == ofBob).Select(record => record.Time).Distinct().Should().Equal(given, now);
    }

    [Fact]
    public async Task Asks_for_a_reason_when_it_expects_a_rejection() =>
        await OfThirty.Awaiting(test => test.ThenRejectsAsync()).Should().ThrowAsync<ArgumentOutOfRangeException>();

    [Fact]
    public async Task Awaits_what_looks_at_the_exception()
    {
        var broken = CommandTest.For<Account>(Messages, Account.Fold, _ => throw new FormatException("no"));

        await broken.ThenThrowsAsync<FormatException>(thrown => thrown.Message.Should().Be("no"));
        await FluentActions.Awaiting(() => broken.ThenThrowsAsync<FormatException>(async thrown =>
        {
            await Task.Yield();
            throw new TimeoutException(thrown.Message);
        })).Should().ThrowAsync<TimeoutException>().WithMessage("no");
    }

    private static async Task<string> FailureOf(Task test) =>
        (await FluentActions.Awaiting(() => test).Should().ThrowAsync<PoTestException>()).Which.Message;
}
