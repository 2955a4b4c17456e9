namespace Po.Tests;

// Fails to send, and to listen until it is mended.
internal sealed class BrokenProtocol : IProtocol
{
    private readonly ChannelProtocol _mended = new();

    public bool IsMended { get; set; }

    public int Attempts { get; private set; }

    public ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken)
    {
        Attempts++;
        return IsMended ? _mended.SendAsync(nudge, cancellationToken) : throw new InvalidOperationException("The line is dead.");
    }

    public ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken) => IsMended
        ? _mended.ListenAsync(receive, cancellationToken)
        : throw new InvalidOperationException("The line is dead.");
}
