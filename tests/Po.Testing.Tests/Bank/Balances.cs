namespace Po.Testing.Tests;

#region projection
internal sealed class Balances : IHandler<Deposited>, IHandler<Withdrawn>
{
    public Dictionary<StreamId, decimal> ByAccount { get; } = [];

    public ValueTask HandleAsync(Message<Deposited> message, CancellationToken cancellationToken) => Add(message, message.Data.Amount);

    public ValueTask HandleAsync(Message<Withdrawn> message, CancellationToken cancellationToken) => Add(message, -message.Data.Amount);

    private ValueTask Add(Message message, decimal amount)
    {
        ByAccount[message.Stream] = ByAccount.GetValueOrDefault(message.Stream) + amount;
        return ValueTask.CompletedTask;
    }
}
#endregion
