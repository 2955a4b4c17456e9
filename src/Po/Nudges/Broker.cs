using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Po;

/// <summary>The broker: wakes the subscriptions of this process whose source a nudge concerns.</summary>
/// <remarks>
/// Thread safe. Faults of the protocol are logged and cost latency only: a broker that cannot listen tries again when the next
/// subscription registers, and every subscription polls.
/// </remarks>
public sealed class Broker : IBroker, IAsyncDisposable, IDisposable
{
    private readonly IProtocol _protocol;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _listenGate = new(1, 1);
    private IAsyncDisposable? _listening;
    private ImmutableArray<NudgeReceiver> _receivers = [];

    /// <summary>Puts a broker on a protocol.</summary>
    /// <param name="protocol">Carries the nudges.</param>
    /// <param name="timeProvider">Measures how long receivers wait.</param>
    /// <param name="loggerFactory">Where faults of the protocol are logged.</param>
    public Broker(IProtocol protocol, TimeProvider timeProvider, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        _protocol = protocol;
        _timeProvider = timeProvider;
        _logger = loggerFactory.CreateLogger<Broker>();
    }

    /// <inheritdoc/>
    public async ValueTask NotifyAsync(Nudge nudge, CancellationToken cancellationToken)
    {
        try
        {
            await _protocol.SendAsync(nudge, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) // A protocol may fail in any way; the records are stored, and polling finds them.
        {
            Log.NudgeNotSent(_logger, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<INudgeReceiver> RegisterAsync(StreamId source, CancellationToken cancellationToken)
    {
        await ListenAsync(cancellationToken).ConfigureAwait(false);
        var receiver = new NudgeReceiver(source, _timeProvider, Remove);
        ImmutableInterlocked.Update(ref _receivers, static (all, added) => all.Add(added), receiver);
        return receiver;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _listening, null) is { } listening)
        {
            await listening.DisposeAsync().ConfigureAwait(false);
        }

        _listenGate.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed of synchronously; blocks until nothing listens any more.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async ValueTask ListenAsync(CancellationToken cancellationToken)
    {
        await _listenGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _listening ??= await _protocol.ListenAsync(Receive, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // As above: without nudges, polling goes on.
        {
            Log.NotListening(_logger, e);
        }
        finally
        {
            _listenGate.Release();
        }
    }

    private void Receive(Nudge nudge)
    {
        foreach (var receiver in _receivers)
        {
            if (nudge.Stream.IsAll || receiver.Source.Includes(nudge.Stream))
            {
                receiver.Receive();
            }
        }
    }

    private void Remove(NudgeReceiver receiver) =>
        ImmutableInterlocked.Update(ref _receivers, static (all, removed) => all.Remove(removed), receiver);
}
