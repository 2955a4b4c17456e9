namespace Po.Testing.Tests;

#region command
internal sealed class Withdraw(decimal amount) : ICommandHandler
{
    private decimal _balance;

    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        _balance += message.Data switch
        {
            Deposited deposited => deposited.Amount,
            Withdrawn withdrawn => -withdrawn.Amount,
            _ => 0,
        };
        return ValueTask.CompletedTask;
    }

    public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
    {
        if (amount > _balance)
        {
            throw new InsufficientFundsException(_balance);
        }

        if (amount > 0)
        {
            appender.Append(new Withdrawn(amount));
        }

        return ValueTask.CompletedTask;
    }
}
#endregion
