using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing.Tests;

public class CommandTestTests
{
    private static readonly IRegistry Messages = TestRegistry.Create(po => po
        .AddBankMessages()
        .AddMessage<Blocked>("blocked")
        .AddMessage<Vanished>("vanished"));

    private static readonly CommandTest<Withdraw> OfThirty =
        CommandTest.For(Messages, () => new Withdraw(30)).Given(new Opened("Ann"), new Deposited(100));

    [Fact]
    public Task Passes_when_the_command_appends_exactly_what_is_expected() => OfThirty.ThenAppendsAsync(new Withdrawn(30));

    [Fact]
    public Task Can_be_asked_again_and_from_a_shared_beginning() => Task.WhenAll(
        OfThirty.ThenAppendsAsync(new Withdrawn(30)),
        OfThirty.Given(new Withdrawn(90)).ThenThrowsAsync<InsufficientFundsException>(),
        OfThirty.ThenAppendsAsync(new Withdrawn(30)));

    [Fact]
    public async Task Shows_what_was_given_expected_and_appended_with_a_mark_below_the_difference()
    {
        var failure = await FailureOf(OfThirty.ThenAppendsAsync(new Withdrawn(31)));

        failure.Should().Be(
            """
            Withdraw has not appended what was expected.

            Given
              1 opened {"owner":"Ann"}
              2 deposited {"amount":100}
            Expected
              3 withdrawn {"amount":31}
            But there is
              3 withdrawn {"amount":30}
                                     ^ differs from here on
            """);
    }

    [Fact]
    public async Task Says_that_a_message_is_missing_and_that_one_is_too_many()
    {
        (await FailureOf(OfThirty.ThenAppendsAsync(new Withdrawn(30), new Deposited(1)))).Should().EndWith(
            """
            Expected
              3 withdrawn {"amount":30}
              4 deposited {"amount":1}
            But there is
              3 withdrawn {"amount":30}
              (no further message)
              ^ differs from here on
            """);
        (await FailureOf(OfThirty.ThenNothingAsync())).Should().StartWith("Withdraw was to append nothing.").And.EndWith(
            """
            Expected
              (no further message)
            But there is
              3 withdrawn {"amount":30}
              ^ differs from here on
            """);
    }

    [Fact]
    public async Task Shows_the_part_of_long_lines_that_differs()
    {
        var name = new string('n', 300);
        var test = CommandTest.For(Messages, () => new Rename(name + "a"));

        var lines = (await FailureOf(test.ThenAppendsAsync(new Opened(name + "b")))).Split('\n');

        lines.Should().AllSatisfy(line => line.Length.Should().BeLessThan(160));
        var mark = lines[^1].IndexOf('^', StringComparison.Ordinal);
        lines[^2][mark].Should().Be('a');
        lines.Single(line => line.EndsWith("b\"}", StringComparison.Ordinal))[mark].Should().Be('b');
    }

    [Fact]
    public Task Passes_when_the_command_returns_without_appending() =>
        CommandTest.For(Messages, () => new Withdraw(0)).ThenNothingAsync();

    [Fact]
    public async Task Passes_when_the_command_throws_what_is_expected_and_hands_it_over()
    {
        InsufficientFundsException? thrown = null;

        await CommandTest.For(Messages, () => new Withdraw(30)).Given(new Deposited(20))
            .ThenThrowsAsync<InsufficientFundsException>(exception => thrown = exception);

        thrown!.Balance.Should().Be(20);
    }

    [Fact]
    public async Task Says_what_was_thrown_instead_and_keeps_it()
    {
        var poor = CommandTest.For(Messages, () => new Withdraw(30)).Given(new Deposited(20));

        var unexpected = await poor.Invoking(test => test.ThenAppendsAsync(new Withdrawn(30))).Should().ThrowAsync<PoTestException>();
        unexpected.Which.Message.Should().Be(
            """
            Withdraw has thrown InsufficientFundsException: There are only 20.

            Given
              1 deposited {"amount":20}
            """);
        unexpected.Which.InnerException.Should().BeOfType<InsufficientFundsException>();
        (await FailureOf(poor.ThenThrowsAsync<TimeoutException>())).Should().StartWith(
            "Withdraw was to throw TimeoutException and has thrown InsufficientFundsException: There are only 20.");
        (await FailureOf(OfThirty.ThenThrowsAsync<TimeoutException>())).Should().StartWith(
            "Withdraw was to throw TimeoutException, and has appended something instead.");
    }

    [Fact]
    public async Task Looks_at_the_instance_that_has_run()
    {
        CommandResult<Withdraw>? result = null;

        await OfThirty.On(new StreamId("account", "7")).Given(new Deposited(30)).ThenAsync(done => result = done);

        result!.Appended.Stream.Should().Be(new StreamId("account", "7"));
        result.Appended.LastNumber.Should().Be(2, "what is given before the stream is named is in another one");
    }

    [Fact]
    public async Task Compares_all_messages_of_one_append()
    {
        var test = CommandTest.For(Messages, () => new Open("Ann", 100));

        await test.ThenAppendsAsync(new Opened("Ann"), new Deposited(100));
        (await FailureOf(test.ThenAppendsAsync(new Deposited(100), new Opened("Ann")))).Should().EndWith(
            """
            Expected
              1 deposited {"amount":100}
              2 opened {"owner":"Ann"}
            But there is
              1 opened {"owner":"Ann"}
                ^ differs from here on
              2 deposited {"amount":100}
            """);
    }

    [Fact]
    public async Task Awaits_what_looks_at_the_instance_and_at_the_exception()
    {
        var poor = CommandTest.For(Messages, () => new Withdraw(30));

        await FluentActions.Awaiting(() => OfThirty.ThenAsync(async done =>
        {
            await Task.Yield();
            throw new TimeoutException($"{done.Appended.LastNumber}");
        })).Should().ThrowAsync<TimeoutException>().WithMessage("3");
        await FluentActions.Awaiting(() => poor.ThenThrowsAsync<InsufficientFundsException>(async refusal =>
        {
            await Task.Yield();
            throw new TimeoutException($"{refusal.Balance}");
        })).Should().ThrowAsync<TimeoutException>().WithMessage("0");
    }

    [Fact]
    public async Task Stores_what_is_given_and_what_is_appended_at_the_times_that_are_set()
    {
        var (given, now) = (new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        var records = new SeenRecords(Messages);

        await CommandTest.For(records, () => new Rename("Bob")).At(given).Given(new Opened("Ann")).At(now).ThenAppendsAsync(new Opened("Bob"));

        records.Seen.Select(record => record.Time).Distinct().Should().Equal(given, now);
    }

    [Fact]
    public async Task Compares_the_headers_that_are_expected()
    {
        var test = CommandTest.For(Messages, () => new Rename("Bob"));
        NewMessage Expected(string by) => new(new Opened("Bob"))
        {
            Headers = new Dictionary<string, string> { ["by"] = by },
        };

        await test.ThenAppendsAsync(new Opened("Bob"));
        await test.ThenAppendsAsync(Expected("clerk"));
        (await FailureOf(test.ThenAppendsAsync(Expected("boss")))).Should().Contain("by=boss").And.Contain("by=clerk");
    }

    [Fact]
    public async Task Fails_when_a_message_does_not_come_back_from_the_store_as_it_was()
    {
        (await FailureOf(OfThirty.Given(Vanished.Of("car")).ThenNothingAsync())).Should().Be(
            """
            The message 'vanished' does not come back from the store as it was: something of it is written and not read.

            Written
              {"what":"car"}
            Read, and written again
              {"what":""}
                       ^ differs from here on
            """);
        (await FailureOf(OfThirty.ThenAppendsAsync(new Blocked(3)))).Should().StartWith(
            "The message 'blocked' can be written but not be read back, so no handler will ever see it.");
        (await FailureOf(CommandTest.For(Messages, () => new Lose()).ThenAsync(_ => { }))).Should().StartWith(
            "The message 'vanished' does not come back from the store as it was");
        (await FailureOf(OfThirty.Given(new Uri("http://example.org")).ThenNothingAsync())).Should().StartWith(
            "A message of the test cannot be stored.");
    }

    private static async Task<string> FailureOf(Task test) =>
        (await FluentActions.Awaiting(() => test).Should().ThrowAsync<PoTestException>()).Which.Message;

    private sealed class Rename(string name) : ICommandHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(new NewMessage(new Opened(name))
            {
                Headers = new Dictionary<string, string> { ["by"] = "clerk", ["at"] = "desk" },
            });
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Open(string name, decimal amount) : ICommandHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(new Opened(name));
            appender.Append(new Deposited(amount));
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Lose : ICommandHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(Vanished.Of("car"));
            return ValueTask.CompletedTask;
        }
    }
}
