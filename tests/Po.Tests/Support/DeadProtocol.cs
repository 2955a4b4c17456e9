namespace Po.Tests;

// Loses every nudge.
internal sealed class DeadProtocol : IProtocol, IAsyncDisposable
{
    public ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IAsyncDisposable>(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
