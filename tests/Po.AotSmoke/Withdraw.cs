namespace Po.AotSmoke;

/// <summary>A command that decides on top of what was booked.</summary>
/// <param name="amount">How much.</param>
internal sealed class Withdraw(decimal amount) : ICommandHandler, IHandler<Booked>
{
    private decimal _balance;

    public bool IsRefused { get; private set; }

    public ValueTask HandleAsync(Message<Booked> message, CancellationToken cancellationToken)
    {
        _balance += message.Data.Amount;
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
    {
        IsRefused = amount > _balance;
        if (!IsRefused)
        {
            appender.Append(new Booked(-amount, ["withdrawn"]));
        }

        return ValueTask.CompletedTask;
    }
}
