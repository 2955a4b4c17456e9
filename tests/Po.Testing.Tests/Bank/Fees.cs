namespace Po.Testing.Tests;

// Charges a fee for each withdrawal, in a group of its own; what it appends is stored with its position.
internal sealed class Fees(IPo po) : IHandler<Withdrawn>
{
    public async ValueTask HandleAsync(Message<Withdrawn> message, CancellationToken cancellationToken) => await po.AppendAsync(
        new StreamId("fees", message.Stream.Entity!), new Deposited(1), cancellationToken: cancellationToken);
}
