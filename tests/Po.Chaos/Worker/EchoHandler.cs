namespace Po.Chaos;

/// <summary>Appends a message for each message, together with its row of the ledger.</summary>
internal sealed class EchoHandler(ISubscriptionContext context, WorkerSettings settings, HandlerOrders orders, IPo po)
    : LedgerHandler(context, settings, orders)
{
    private static readonly StreamId Echoes = new("echo");

    public override async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        await base.HandleAsync(message, cancellationToken);
        await po.AppendAsync(Echoes, new WorkEchoed(message.GlobalNumber), cancellationToken: cancellationToken);
    }
}
