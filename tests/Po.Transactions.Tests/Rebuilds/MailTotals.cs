namespace Po.Transactions.Tests;

#region outside
[OutsideEffects]
public sealed class MailTotals : IHandler<OrderPlaced>
{
    public ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
#endregion
