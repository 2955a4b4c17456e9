namespace Po.Chaos;

/// <summary>Appends to another group.</summary>
internal sealed class OtherGroupHandler(IPo po) : IHandler
{
    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => await po.AppendAsync(
        new StreamId("others", message.Stream.Entity!), new WorkEchoed(message.GlobalNumber), cancellationToken: cancellationToken);
}
