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
}
