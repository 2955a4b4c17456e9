namespace Po.Testing.Tests;

#region decision
internal sealed record Account(bool IsOpen, decimal Balance)
{
    public static readonly Fold<Account> Fold = new Fold<Account>(new Account(IsOpen: false, Balance: 0))
        .On<Opened>((account, _) => account with { IsOpen = true })
        .On<Deposited>((account, deposited) => account with { Balance = account.Balance + deposited.Amount })
        .On<Withdrawn>((account, withdrawn) => account with { Balance = account.Balance - withdrawn.Amount });

    public Decision<decimal> Withdraw(decimal amount) => amount > Balance
        ? Decision.Reject("balance_too_low", $"There is only {Balance} on the account.")
        : Decision.Append(new Withdrawn(amount)).Returning(Balance - amount);

    public Decision Open(string owner) => IsOpen ? Decision.Nothing : Decision.Append(new Opened(owner));
}
#endregion
