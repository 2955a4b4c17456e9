using Microsoft.Extensions.Logging;

namespace Po;

/// <summary>The broker: wakes the subscriptions of this process whose source a nudge concerns.</summary>
/// <remarks>Thread safe.</remarks>
public sealed class Broker : IBroker, IAsyncDisposable
{
    /// <summary>Puts a broker on a protocol.</summary>
    /// <param name="protocol">Carries the nudges.</param>
    /// <param name="timeProvider">Measures how long receivers wait.</param>
    /// <param name="loggerFactory">Where faults of the protocol are logged.</param>
    public Broker(IProtocol protocol, TimeProvider timeProvider, ILoggerFactory loggerFactory) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask NotifyAsync(Nudge nudge, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<INudgeReceiver> RegisterAsync(StreamId source, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
