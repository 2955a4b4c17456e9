using Microsoft.Extensions.Logging;

namespace Po;

// Telemetry that throws must not turn a stored append into a failure, nor end a worker.
internal sealed class GuardedObserver(IPoObserver inner, ILogger logger) : IPoObserver
{
    public object? AppendStarting(StreamId stream, int count) => Try(() => inner.AppendStarting(stream, count));

    public void AppendEnded(object? started, StreamId stream, int count, Exception? error) => Try(() =>
    {
        inner.AppendEnded(started, stream, count, error);
        return null;
    });

    public object? HandleStarting(ISubscription subscription, Message message) =>
        Try(() => inner.HandleStarting(subscription, message));

    public void HandleEnded(object? started, ISubscription subscription, Message message, Exception? error) => Try(() =>
    {
        inner.HandleEnded(started, subscription, message, error);
        return null;
    });

    public void StateChanged(ISubscription subscription, SubscriptionState previous) => Try(() =>
    {
        inner.StateChanged(subscription, previous);
        return null;
    });

    private object? Try(Func<object?> tell)
    {
        try
        {
            return tell();
        }
        catch (Exception e) // The edge to somebody else's code.
        {
            Log.ObserverFailed(logger, e);
            return null;
        }
    }
}
