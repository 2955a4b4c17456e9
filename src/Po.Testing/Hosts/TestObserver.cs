namespace Po.Testing;

// Tells a test host what handlers do, beside the observer of the application.
internal sealed class TestObserver(IPoObserver inner, HandlerRuns runs, PoTestFaults faults, Pulse pulse) : IPoObserver
{
    public object? AppendStarting(StreamId stream, int count) => inner.AppendStarting(stream, count);

    public void AppendEnded(object? started, StreamId stream, int count, Exception? error) =>
        inner.AppendEnded(started, stream, count, error);

    public object? HandleStarting(ISubscription subscription, Message message) =>
        Begin(subscription, message, inner.HandleStarting(subscription, message));

    public void HandleEnded(object? started, ISubscription subscription, Message message, Exception? error) =>
        inner.HandleEnded(End(started, error), subscription, message, error);

    public object? BatchStarting(ISubscription subscription, IReadOnlyList<Message> messages) =>
        Begin(subscription, messages[0], inner.BatchStarting(subscription, messages));

    public void BatchEnded(object? started, ISubscription subscription, IReadOnlyList<Message> messages, Exception? error) =>
        inner.BatchEnded(End(started, error), subscription, messages, error);

    public void GaveUp(ISubscription subscription, Record record, FailurePolicy policy, Exception error) =>
        inner.GaveUp(subscription, record, policy, error);

    public void UnknownSkipped(ISubscription subscription, Record record) => inner.UnknownSkipped(subscription, record);

    public void StateChanged(ISubscription subscription, SubscriptionState previous)
    {
        inner.StateChanged(subscription, previous);
        pulse.Beat();
    }

    public void SnapshotLookedUp(StreamId source, string name, SnapshotLookup lookup) => inner.SnapshotLookedUp(source, name, lookup);

    public void SnapshotEnded(StreamId source, string name, SnapshotOutcome outcome) => inner.SnapshotEnded(source, name, outcome);

    private HandlerRun Begin(ISubscription subscription, Message message, object? started)
    {
        var run = new HandlerRun(subscription, message, started);
        runs.Begin(run);
        pulse.Beat();
        return run;
    }

    private object? End(object? started, Exception? error)
    {
        var run = (HandlerRun)started!;
        runs.End(run);
        if (error is null)
        {
            faults.Handled(run.Subscription.Id);
        }

        pulse.Beat();
        return run.Started;
    }
}
