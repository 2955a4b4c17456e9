namespace Po;

/// <summary>Carries nudges to every process that shares the store, this one included.</summary>
/// <remarks>Thread safe. At most once, in no order: a nudge may be lost or merged with others, and nothing depends on it.</remarks>
public interface IProtocol
{
    /// <summary>Sends a nudge.</summary>
    /// <param name="nudge">The nudge.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken);

    /// <summary>Calls back for every nudge that arrives, until disposed.</summary>
    /// <param name="receive">Must return at once and not throw; called from any thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken);
}
