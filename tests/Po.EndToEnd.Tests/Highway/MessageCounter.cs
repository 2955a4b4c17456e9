namespace Po.EndToEnd.Tests;

// Counts a car by a message of its own: what a handler appends is stored together with the position, on every store.
internal sealed class MessageCounter(IPo po, ISubscriptionContext context) : IHandler<CarPassed>
{
    public async ValueTask HandleAsync(Message<CarPassed> message, CancellationToken cancellationToken) =>
        await po.AppendAsync(
            new StreamId("counted", context.SubscriptionId),
            new CarCounted(message.Data.Plate),
            cancellationToken: cancellationToken);
}
