using System.Security.Cryptography;
using System.Text;

namespace Po.Tests.Guides;

/// <summary>What docs/guides/commands.md shows, as it is shown there.</summary>
public sealed class CommandsGuideTests
{
    private static readonly StreamId Mine = new("account", "mine");
    private static readonly StreamId Yours = new("account", "yours");

    [Fact]
    public async Task A_function_decides()
    {
        await using var po = await OpenAsync();

        (await WithdrawAsync(po.Engine, Mine, 30, Token)).Should().Be("30 taken, 70 left");
        (await WithdrawAsync(po.Engine, Mine, 80, Token)).Should().Be("balance_too_low: There is only 70 on the account.");
    }

    [Fact]
    public async Task A_state_can_be_read_without_a_command()
    {
        await using var po = await OpenAsync();

        #region project
        var account = await po.Engine.ProjectAsync(Mine, Account.Fold, Token);
        #endregion

        account.Should().Be(new Account(IsOpen: true, 100));
    }

    #region test
    [Fact]
    public void Nobody_withdraws_more_than_there_is()
    {
        var account = Account.Fold.Of(new AccountOpened("me"), new Deposited(100), new Withdrawn(30));

        account.Withdraw(70).Messages.Should().Equal(new Withdrawn(70));
        account.Withdraw(71).Rejections.Should().ContainSingle().Which.Code.Should().Be("balance_too_low");
    }
    #endregion

    [Fact]
    public async Task A_decision_may_wait()
    {
        await using var po = await OpenAsync();

        var outcome = await ConvertAndDepositAsync(po.Engine, new FixedRates(), Mine, 10, Token);

        outcome.Value.Should().Be(111);
    }

    [Fact]
    public async Task A_request_that_comes_twice_is_carried_out_once()
    {
        await using var po = await OpenAsync();
        var request = Guid.CreateVersion7();

        (await WithdrawOnceAsync(po.Engine, Mine, 30, request, Token)).Should().Be("30 taken");
        (await WithdrawOnceAsync(po.Engine, Mine, 30, request, Token)).Should().Be("30 taken");

        (await po.Engine.ProjectAsync(Mine, Account.Fold, Token)).Balance.Should().Be(70);
    }

    [Fact]
    public async Task A_message_that_comes_twice_is_reacted_to_once_in_each_way()
    {
        await using var po = await OpenAsync();
        var message = (await po.Engine.ReadAsync(Mine, cancellationToken: Token).ToListAsync())[0];

        foreach (var reaction in new[] { "fee", "fee", "interest" })
        {
            await WithdrawOnceAsync(po.Engine, Mine, 1, IdOf(message, reaction), Token);
        }

        (await po.Engine.ProjectAsync(Mine, Account.Fold, Token)).Balance.Should().Be(98);
    }

    [Fact]
    public async Task A_transfer_is_stored_on_both_accounts_or_on_none()
    {
        await using var po = await OpenAsync();

        var refused = await TransferAsync(po.Engine, Mine, Yours, 30, Token);
        await po.Engine.ExecuteAsync(Yours, Account.Fold, account => account.Open("you"), cancellationToken: Token);
        var done = await TransferAsync(po.Engine, Mine, Yours, 30, Token);

        refused.Rejections.Should().ContainSingle().Which.Code.Should().Be("account_not_open");
        done.Value.Should().Be(30);
        (await po.Engine.ProjectAsync(Mine, Account.Fold, Token)).Balance.Should().Be(70);
    }

    [Fact]
    public async Task An_account_is_opened_once_and_by_somebody()
    {
        await using var po = await OpenAsync();

        var nothing = await po.Engine.ExecuteAsync(Mine, Account.Fold, account => account.Open("me"), cancellationToken: Token);
        var nobody = await po.Engine.ExecuteAsync(Yours, Account.Fold, account => account.Open(" "), cancellationToken: Token);

        nothing.Should().BeEquivalentTo(new { IsAccepted = true, Appended = new { Count = 0, LastNumber = 2 } });
        nobody.Rejections.Should().ContainSingle().Which.Member.Should().Be("owner");
    }

    #region execute
    private static async Task<string> WithdrawAsync(IPo po, StreamId id, decimal amount, CancellationToken cancellationToken)
    {
        var outcome = await po.ExecuteAsync(
            id, Account.Fold, account => account.Withdraw(amount), cancellationToken: cancellationToken);

        return outcome.IsAccepted
            ? $"{amount} taken, {outcome.Value} left"
            : string.Join("; ", outcome.Rejections.Select(reason => $"{reason.Code}: {reason.Message}"));
    }
    #endregion

    #region wait
    private static async Task<CommandOutcome<decimal>> ConvertAndDepositAsync(
        IPo po, IRates rates, StreamId id, decimal dollars, CancellationToken cancellationToken) =>
        await po.ExecuteAsync(
            id,
            Account.Fold,
            async (account, token) => account.Deposit(dollars * await rates.GetAsync("USD", token)),
            cancellationToken: cancellationToken);
    #endregion

    #region once
    private static async Task<string> WithdrawOnceAsync(
        IPo po, StreamId id, decimal amount, Guid request, CancellationToken cancellationToken)
    {
        var outcome = await po.ExecuteAsync(
            id, Account.Fold, account => account.Withdraw(amount), new() { Id = request }, cancellationToken);

        outcome.ThrowIfRejected();
        return outcome.IsRepetition
            ? $"{((Withdrawn)outcome.Repeated[0].Data).Amount} taken"
            : $"{amount} taken";
    }
    #endregion

    #region derive
    private static Guid IdOf(Message message, string reaction) => new(
        SHA256.HashData([.. message.Id.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(reaction)]).AsSpan(0, 16),
        bigEndian: true);
    #endregion

    #region together
    public static async Task<CommandOutcome<decimal>> TransferAsync(
        IPo po, StreamId from, StreamId to, decimal amount, CancellationToken cancellationToken) =>
        await po.ExecuteTogetherAsync(
            async token =>
            {
                var withdrawn = await po.ExecuteAsync(from, Account.Fold, account => account.Withdraw(amount), cancellationToken: token);
                return withdrawn.IsAccepted
                    ? await po.ExecuteAsync(to, Account.Fold, account => account.Deposit(amount), cancellationToken: token)
                    : withdrawn;
            },
            cancellationToken);
    #endregion

    private static async Task<TestPo> OpenAsync()
    {
        var po = new TestPo
        {
            Registry = new MessageRegistry(
            [
                MessageRegistration.Create<AccountOpened>("account-opened"),
                MessageRegistration.Create<Deposited>("deposited"),
                MessageRegistration.Create<Withdrawn>("withdrawn"),
            ]),
        };
        await po.Engine.AppendAsync(Mine, [new AccountOpened("me"), new Deposited(100)], cancellationToken: Token);
        return po;
    }

    private interface IRates
    {
        ValueTask<decimal> GetAsync(string currency, CancellationToken cancellationToken);
    }

    private sealed class FixedRates : IRates
    {
        public ValueTask<decimal> GetAsync(string currency, CancellationToken cancellationToken) => ValueTask.FromResult(1.1m);
    }
}
