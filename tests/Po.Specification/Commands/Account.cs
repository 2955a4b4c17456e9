namespace Po.Specification;

// Something that commands can get wrong: a balance that must never be below zero.
internal sealed record Account(long Balance)
{
    public static readonly Fold<Account> Fold = new Fold<Account>(new Account(0))
        .On<Deposited>((account, deposited) => new Account(account.Balance + deposited.Amount))
        .On<Withdrawn>((account, withdrawn) => new Account(account.Balance - withdrawn.Amount));

    public Decision<long> Deposit(long amount) => Decision.Append(new Deposited(amount)).Returning(Balance + amount);

    public Decision<long> Withdraw(long amount) => amount <= Balance
        ? Decision.Append(new Withdrawn(amount)).Returning(Balance - amount)
        : Decision.Reject("balance_too_low", $"There is only {Balance}.", nameof(amount));
}
