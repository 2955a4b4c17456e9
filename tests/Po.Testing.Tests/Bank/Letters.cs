namespace Po.Testing.Tests;

// Writes a letter for each withdrawal, which is not part of any transaction.
internal sealed class Letters(Outbox outbox, ISubscriptionContext context) : IHandler<Withdrawn>
{
    public ValueTask HandleAsync(Message<Withdrawn> message, CancellationToken cancellationToken)
    {
        outbox.Send($"{context.SubscriptionId}/{message.GlobalNumber}");
        return ValueTask.CompletedTask;
    }
}
