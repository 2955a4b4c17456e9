namespace Po;

/// <summary>Carries nudges inside this process, for stores that one process uses.</summary>
/// <remarks>Thread safe; never blocks and never fails.</remarks>
public sealed class ChannelProtocol : IProtocol
{
    /// <inheritdoc/>
    public ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
