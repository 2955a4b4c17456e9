namespace Po.Tests.Guides;

// What can be wanted of an account.
public sealed partial record Account
{
    #region decide
    public Decision<decimal> Withdraw(decimal amount) => this switch
    {
        { IsOpen: false } => Decision.Reject("account_not_open", "The account is not open."),
        _ when amount <= 0 => Decision.Reject("amount_invalid", "The amount must be above zero.", nameof(amount)),
        _ when amount > Balance => Decision.Reject("balance_too_low", $"There is only {Balance} on the account.", nameof(amount)),
        _ => Decision.Append(new Withdrawn(amount)).Returning(Balance - amount),
    };
    #endregion

    #region nothing
    public Decision Open(string owner)
    {
        if (IsOpen)
        {
            return Decision.Nothing;
        }

        List<Rejection> reasons = [];
        if (string.IsNullOrWhiteSpace(owner))
        {
            reasons.Add(new() { Code = "owner_missing", Message = "An account needs an owner.", Member = nameof(owner) });
        }
        else if (owner.Length > 100)
        {
            reasons.Add(new() { Code = "owner_too_long", Message = "The name of the owner is too long.", Member = nameof(owner) });
        }

        return reasons.Count > 0 ? Decision.Reject(reasons) : Decision.Append(new AccountOpened(owner));
    }
    #endregion

    public Decision<decimal> Deposit(decimal amount) => IsOpen
        ? Decision.Append(new Deposited(amount)).Returning(Balance + amount)
        : Decision.Reject("account_not_open", "The account is not open.");
}
