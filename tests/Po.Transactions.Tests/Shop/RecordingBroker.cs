using System.Collections.Concurrent;
using Po.Specification;

namespace Po.Transactions.Tests;

/// <summary>Keeps who was to be woken, and wakes nobody.</summary>
public sealed class RecordingBroker : IBroker
{
    private readonly ConcurrentQueue<Nudge> _nudges = new();

    /// <summary>The streams of all nudges so far.</summary>
    public IEnumerable<StreamId> Streams => _nudges.Select(nudge => nudge.Stream);

    /// <summary>Waits until somebody is told of a stream.</summary>
    /// <param name="stream">The stream.</param>
    public Task WhenToldOfAsync(StreamId stream) =>
        Eventually.IsTrueAsync(() => new(Streams.Contains(stream)), $"a nudge for {stream}");

    /// <inheritdoc/>
    public ValueTask NotifyAsync(Nudge nudge, CancellationToken cancellationToken)
    {
        _nudges.Enqueue(nudge);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<INudgeReceiver> RegisterAsync(StreamId source, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing subscribes here.");
}
