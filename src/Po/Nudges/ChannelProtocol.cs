using System.Collections.Immutable;

namespace Po;

/// <summary>Carries nudges inside this process, for stores that one process uses.</summary>
/// <remarks>Thread safe; never blocks and never fails. Listeners are called on the sender's thread.</remarks>
public sealed class ChannelProtocol : IProtocol
{
    private ImmutableArray<Listener> _listeners = [];

    /// <inheritdoc/>
    public ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken)
    {
        foreach (var listener in _listeners)
        {
            listener.Receive(nudge);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receive);
        var listener = new Listener(this, receive);
        ImmutableInterlocked.Update(ref _listeners, static (all, added) => all.Add(added), listener);
        return ValueTask.FromResult<IAsyncDisposable>(listener);
    }

    private sealed class Listener(ChannelProtocol protocol, Action<Nudge> receive) : IAsyncDisposable
    {
        public Action<Nudge> Receive { get; } = receive;

        public ValueTask DisposeAsync()
        {
            ImmutableInterlocked.Update(ref protocol._listeners, static (all, removed) => all.Remove(removed), this);
            return ValueTask.CompletedTask;
        }
    }
}
