namespace Po.Tests;

// Keeps what was sent, and delivers nothing.
internal sealed class RecordingProtocol : IProtocol, IAsyncDisposable
{
    public List<Nudge> Sent { get; } = [];

    public ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken)
    {
        Sent.Add(nudge);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IAsyncDisposable>(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
