namespace Po.Tests.Guides;

#region state
public sealed partial record Account(bool IsOpen, decimal Balance)
{
    public static readonly Fold<Account> Fold = new Fold<Account>(new Account(IsOpen: false, Balance: 0))
        .On<AccountOpened>((account, _) => account with { IsOpen = true })
        .On<Deposited>((account, deposited) => account with { Balance = account.Balance + deposited.Amount })
        .On<Withdrawn>((account, withdrawn) => account with { Balance = account.Balance - withdrawn.Amount });
}
#endregion
