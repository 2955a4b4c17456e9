using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing.Tests;

// Tests of what earlier releases have stored: deposits were "paid-in" once, and their amount was called a sum.
public class StoredMessageTests
{
    private const string Earlier = """{"sum":100}""";

    private static readonly IRegistry Messages = TestRegistry.Create(po => po
        .AddMessage<Opened>("opened")
        .AddMessage<Withdrawn>("withdrawn")
        .AddMessage<Deposited>("deposited", version: 2, aliases: ["paid-in"])
        .AddUpcaster("deposited", fromVersion: 1, json => new JsonObject { ["amount"] = json["sum"]!.DeepClone() }));

    [Fact]
    public Task A_command_decides_on_it() => CommandTest.For(Messages, () => new Withdraw(30))
        .GivenStored("paid-in", Earlier)
        .ThenAppendsAsync(new Withdrawn(30));

    [Fact]
    public Task A_function_decides_on_it_in_the_order_in_which_it_is_given() => CommandTest
        .For(Messages, Account.Fold, account => account.Withdraw(30))
        .Given(new Opened("Ann")).GivenStored("deposited", Earlier).Given(new Withdrawn(80))
        .ThenRejectsAsync("balance_too_low");

    [Fact]
    public Task A_projection_shows_it() => ProjectionTest.For(Messages, () => new Balances())
        .On(new StreamId("account", "ann")).GivenStored("deposited", Earlier).GivenStored("deposited@2", """{"amount":5}""")
        .ThenAsync(balances => balances.ByAccount.Values.Should().Equal(105));

    [Fact]
    public async Task A_report_shows_it_as_it_is_stored()
    {
        var test = CommandTest.For(Messages, () => new Withdraw(30)).GivenStored("paid-in", Earlier);

        (await test.Invoking(wrong => wrong.ThenNothingAsync()).Should().ThrowAsync<PoTestException>()).Which.Message.Should().Be(
            """
            Withdraw was to append nothing.

            Given
              1 paid-in {"sum":100}
            Expected
              (no further message)
            But there is
              2 withdrawn {"amount":30}
              ^ differs from here on
            """);
    }

    [Fact]
    public async Task What_nobody_can_read_is_refused_as_in_the_application()
    {
        await CommandTest.For(Messages, () => new Withdraw(30)).GivenStored("deposited@3", "{}")
            .ThenThrowsAsync<MessageVersionException>(newer => newer.StoredVersion.Should().Be(3));
        var projection = ProjectionTest.For(Messages, () => new Balances()).GivenStored("deposited@3", "{}");

        (await projection.Invoking(newer => newer.ThenAsync(_ => { })).Should().ThrowAsync<PoTestException>())
            .Which.InnerException.Should().BeOfType<MessageVersionException>();
        projection.Invoking(nameless => nameless.GivenStored("", "{}")).Should().Throw<ArgumentException>();
    }
}
