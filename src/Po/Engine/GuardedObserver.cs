using Microsoft.Extensions.Logging;

namespace Po;

// Telemetry that throws must not turn a stored append into a failure, nor end a worker.
internal sealed class GuardedObserver(IPoObserver inner, ILogger logger) : IPoObserver
{
    public object? AppendStarting(StreamId stream, int count)
    {
        try
        {
            return inner.AppendStarting(stream, count);
        }
        catch (Exception e) // The edge to somebody else's code, here and below.
        {
            Log.ObserverFailed(logger, e);
            return null;
        }
    }

    public void AppendEnded(object? started, StreamId stream, int count, Exception? error)
    {
        try
        {
            inner.AppendEnded(started, stream, count, error);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }

    public object? HandleStarting(ISubscription subscription, Message message)
    {
        try
        {
            return inner.HandleStarting(subscription, message);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
            return null;
        }
    }

    public void HandleEnded(object? started, ISubscription subscription, Message message, Exception? error)
    {
        try
        {
            inner.HandleEnded(started, subscription, message, error);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }

    public object? BatchStarting(ISubscription subscription, IReadOnlyList<Message> messages)
    {
        try
        {
            return inner.BatchStarting(subscription, messages);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
            return null;
        }
    }

    public void BatchEnded(object? started, ISubscription subscription, IReadOnlyList<Message> messages, Exception? error)
    {
        try
        {
            inner.BatchEnded(started, subscription, messages, error);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }

    public void GaveUp(ISubscription subscription, Record record, FailurePolicy policy, Exception error)
    {
        try
        {
            inner.GaveUp(subscription, record, policy, error);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }

    public void UnknownSkipped(ISubscription subscription, Record record)
    {
        try
        {
            inner.UnknownSkipped(subscription, record);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }

    public void StateChanged(ISubscription subscription, SubscriptionState previous)
    {
        try
        {
            inner.StateChanged(subscription, previous);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }

    public void SnapshotLookedUp(StreamId source, string name, SnapshotLookup lookup)
    {
        try
        {
            inner.SnapshotLookedUp(source, name, lookup);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }

    public void SnapshotEnded(StreamId source, string name, SnapshotOutcome outcome)
    {
        try
        {
            inner.SnapshotEnded(source, name, outcome);
        }
        catch (Exception e)
        {
            Log.ObserverFailed(logger, e);
        }
    }
}
