namespace Po.Chaos;

/// <summary>Appends an echo of each message in its transaction, and notes what it was handed.</summary>
internal sealed class FailpointEcho(IPo po, List<long> handed) : IHandler
{
    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        handed.Add(message.GlobalNumber);
        await po.AppendAsync(new StreamId("echo"), new WorkEchoed(message.GlobalNumber), cancellationToken: cancellationToken);
    }
}
