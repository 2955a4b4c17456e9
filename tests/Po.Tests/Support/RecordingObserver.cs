using System.Collections.Concurrent;

namespace Po.Tests;

internal sealed class RecordingObserver : IPoObserver
{
    private readonly ConcurrentQueue<string> _calls = new();

    public IEnumerable<string> Calls => _calls;

    // What an observer must not do.
    public bool Throws { get; set; }

    public object? AppendStarting(StreamId stream, int count) => Note($"append of {count} to {stream}", "a");

    public void AppendEnded(object? started, StreamId stream, int count, Exception? error) =>
        Note($"append {started} ended: {error?.GetType().Name ?? "ok"}");

    public object? HandleStarting(ISubscription subscription, Message message) => Note($"handle {message.Value()}", "h");

    public void HandleEnded(object? started, ISubscription subscription, Message message, Exception? error) =>
        Note($"handle {started} ended: {error?.GetType().Name ?? "ok"}");

    public object? BatchStarting(ISubscription subscription, IReadOnlyList<Message> messages) => Note($"batch of {messages.Count}", "b");

    public void BatchEnded(object? started, ISubscription subscription, IReadOnlyList<Message> messages, Exception? error) =>
        Note($"batch {started} ended: {error?.GetType().Name ?? "ok"}");

    public void GaveUp(ISubscription subscription, Record record, FailurePolicy policy, Exception error) =>
        Note($"{policy} at {record.GlobalNumber}: {error.GetType().Name}");

    public void UnknownSkipped(ISubscription subscription, Record record) => Note($"unknown {record.Type} at {record.GlobalNumber}");

    public void StateChanged(ISubscription subscription, SubscriptionState previous) => Note($"{previous} -> {subscription.State}");

    public void SnapshotLookedUp(StreamId source, string name, SnapshotLookup lookup) => Note($"{name} of {source}: {lookup}");

    public void SnapshotEnded(StreamId source, string name, SnapshotOutcome outcome) => Note($"{name} of {source} ended: {outcome}");

    private string? Note(string call, string? result = null)
    {
        _calls.Enqueue(call);
        return Throws ? throw new InvalidOperationException("The observer fails.") : result;
    }
}
