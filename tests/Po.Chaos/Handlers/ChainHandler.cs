namespace Po.Chaos;

/// <summary>Appends the next message of a chain to the stream that it has come from, until the chain ends.</summary>
internal sealed class ChainHandler(IPo po) : IHandler
{
    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        if (message.Data is WorkDone { Part: > 0 } work)
        {
            await po.AppendAsync(message.Stream, work with { Part = work.Part - 1 }, cancellationToken: cancellationToken);
        }
    }
}
