namespace Po.Transactions.Tests;

/// <summary>A command that places an order at most once.</summary>
/// <param name="total">What it is ordered for.</param>
public sealed class PlaceOrder(int total) : ICommandHandler
{
    private bool _isPlaced;

    /// <inheritdoc/>
    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        _isPlaced = true;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
    {
        if (!_isPlaced)
        {
            appender.Append(new OrderPlaced(total));
        }

        return ValueTask.CompletedTask;
    }
}
