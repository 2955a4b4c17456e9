using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing.Tests;

// The examples of docs/guides/testing.md.
public class TestingGuideTests
{
    private static readonly StreamId OfAnn = new("account", "1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    #region registry
    private static readonly IRegistry Messages = TestRegistry.Create(po => po.AddBankMessages());
    #endregion

    #region commands
    [Fact]
    public Task A_withdrawal_is_booked() => CommandTest
        .For(Messages, () => new Withdraw(30))
        .Given(new Opened("Ann"), new Deposited(100))
        .ThenAppendsAsync(new Withdrawn(30));

    [Fact]
    public Task More_than_there_is_cannot_be_withdrawn() => CommandTest
        .For(Messages, () => new Withdraw(30))
        .Given(new Opened("Ann"), new Deposited(100), new Withdrawn(80))
        .ThenThrowsAsync<InsufficientFundsException>(refusal => refusal.Balance.Should().Be(20));

    [Fact]
    public Task Nothing_is_booked_for_nothing() => CommandTest
        .For(Messages, () => new Withdraw(0))
        .ThenNothingAsync();
    #endregion

    #region decisions
    [Fact]
    public Task A_withdrawal_returns_what_is_left() => CommandTest
        .For(Messages, Account.Fold, account => account.Withdraw(30))
        .Given(new Opened("Ann"), new Deposited(100))
        .ThenReturnsAsync(70);

    [Fact]
    public Task A_withdrawal_beyond_the_balance_is_rejected() => CommandTest
        .For(Messages, Account.Fold, account => account.Withdraw(30))
        .Given(new Opened("Ann"), new Deposited(20))
        .ThenRejectsAsync("balance_too_low");
    #endregion

    #region projections
    [Fact]
    public Task Balances_are_kept_by_account() => ProjectionTest
        .For(Messages, () => new Balances())
        .On(new StreamId("account", "ann")).Given(new Deposited(100), new Withdrawn(30))
        .On(new StreamId("account", "bob")).Given(new Deposited(5))
        .ThenAsync(balances => balances.ByAccount.Values.Should().Equal(70, 5));
    #endregion

    #region host
    [Fact]
    public async Task A_withdrawal_costs_a_fee_and_is_followed_by_a_letter()
    {
        await using var host = await PoTestHost.StartAsync(builder => builder.Services.AddBank(), cancellationToken: Token);

        await host.Po.AppendAsync(OfAnn, new Withdrawn(30), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        host.Services.GetRequiredService<Outbox>().Sent.Should().Equal("letters/1");
    }
    #endregion

    #region faults
    [Fact]
    public async Task A_crash_charges_no_fee_twice()
    {
        await using var host = await PoTestHost.StartAsync(builder => builder.Services.AddBank(), cancellationToken: Token);
        host.Faults.CrashBeforeCommit("fees");
        host.Faults.DeliverTwice("letters");

        await host.Po.AppendAsync(OfAnn, new Withdrawn(30), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        (await host.Po.ReadAsync(new StreamId("fees", "1"), cancellationToken: Token).CountAsync(Token)).Should().Be(1);
        host.Services.GetRequiredService<Outbox>().Sent.Distinct().Should().ContainSingle("who receives letters knows them by their key");
    }
    #endregion

    #region conflict
    [Fact]
    public async Task A_withdrawal_that_meets_another_one_is_decided_anew()
    {
        await using var host = await PoTestHost.StartAsync(builder => builder.Services.AddBank(), cancellationToken: Token);
        await host.Po.AppendAsync(OfAnn, new Deposited(100), cancellationToken: Token);
        host.Faults.ConflictOnNextAppend(OfAnn, new Withdrawn(80));

        var withdrawal = host.Po.ExecuteAsync(OfAnn, Account.Fold, account => account.Withdraw(30), cancellationToken: Token);
        var outcome = await host.PassTimeUntilAsync(withdrawal.AsTask(), Token);

        outcome.Rejections.Should().ContainSingle().Which.Code.Should().Be("balance_too_low");
    }
    #endregion
}
