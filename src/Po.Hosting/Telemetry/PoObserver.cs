using System.Diagnostics;

namespace Po.Hosting;

// Measures what the engine of one store does. Costs nothing worth naming while nobody listens.
internal sealed class PoObserver(PoInstruments instruments, string store, TimeProvider timeProvider) : IPoObserver
{
    public object? AppendStarting(StreamId stream, int count)
    {
        var activity = instruments.ActivitySource.HasListeners() ? StartAppend(stream, count) : null;
        return activity is not null || instruments.OperationDuration.Enabled || instruments.SentMessages.Enabled
            ? new Operation(timeProvider.GetTimestamp(), activity, null)
            : null;
    }

    public void AppendEnded(object? started, StreamId stream, int count, Exception? error)
    {
        if (started is not Operation operation)
        {
            return;
        }

        var tags = Tags(TelemetryNames.Append, TelemetryNames.Send, stream.Group, error);
        instruments.OperationDuration.Record(timeProvider.GetElapsedTime(operation.Timestamp).TotalSeconds, tags);
        instruments.SentMessages.Add(count, tags);
        Stop(operation, error);
    }

    public object? HandleStarting(ISubscription subscription, Message message)
    {
        if (instruments.ActivitySource.HasListeners())
        {
            // A span that were a child of the append would let one trace grow for as long as anything happens because of it.
            var surrounding = Activity.Current;
            Activity.Current = null;
            if (StartProcess(subscription, message) is { } activity)
            {
                return new Operation(timeProvider.GetTimestamp(), activity, surrounding);
            }

            Activity.Current = surrounding;
        }

        return instruments.ProcessDuration.Enabled || instruments.ConsumedMessages.Enabled
            ? new Operation(timeProvider.GetTimestamp(), null, null)
            : null;
    }

    public void HandleEnded(object? started, ISubscription subscription, Message message, Exception? error) =>
        HandleEnded(started, subscription, message.Stream.Group, 1, error);

    // One span for the batch, with its first message: a link to each of a thousand would be of no use to anybody.
    public object? BatchStarting(ISubscription subscription, IReadOnlyList<Message> messages) =>
        HandleStarting(subscription, messages[0]);

    public void BatchEnded(object? started, ISubscription subscription, IReadOnlyList<Message> messages, Exception? error) =>
        HandleEnded(started, subscription, messages[0].Stream.Group, messages.Count, error);

    public void GaveUp(ISubscription subscription, Record record, FailurePolicy policy, Exception error)
    {
        var tags = Tags(TelemetryNames.Process, TelemetryNames.Process, record.Stream.Group, error);
        tags.Add(TelemetryNames.ConsumerGroup, subscription.Name);
        tags.Add(TelemetryNames.FailurePolicy, TelemetryNames.PolicyName(policy));
        instruments.GivenUpMessages.Add(1, tags);
    }

    // The name is in the log: there may be any number of them.
    public void UnknownSkipped(ISubscription subscription, Record record)
    {
        var tags = Tags(TelemetryNames.Process, TelemetryNames.Process, record.Stream.Group, null);
        tags.Add(TelemetryNames.ConsumerGroup, subscription.Name);
        instruments.UnknownMessages.Add(1, tags);
    }

    // The state is observed when somebody collects.
    public void StateChanged(ISubscription subscription, SubscriptionState previous)
    {
    }

    public void SnapshotLookedUp(StreamId source, string name, SnapshotLookup lookup)
    {
        if (instruments.SnapshotLookups.Enabled)
        {
            instruments.SnapshotLookups.Add(1, Tags(source, TelemetryNames.ResultName(lookup)));
        }
    }

    public void SnapshotEnded(StreamId source, string name, SnapshotOutcome outcome)
    {
        if (instruments.SnapshotSaves.Enabled)
        {
            instruments.SnapshotSaves.Add(1, Tags(source, TelemetryNames.ResultName(outcome)));
        }
    }

    private void HandleEnded(object? started, ISubscription subscription, string group, int count, Exception? error)
    {
        if (started is not Operation operation)
        {
            return;
        }

        var tags = Tags(TelemetryNames.Process, TelemetryNames.Process, group, error);
        tags.Add(TelemetryNames.ConsumerGroup, subscription.Name);
        instruments.ProcessDuration.Record(timeProvider.GetElapsedTime(operation.Timestamp).TotalSeconds, tags);
        instruments.ConsumedMessages.Add(count, tags);
        Stop(operation, error);
        if (operation.Activity is not null)
        {
            Activity.Current = operation.Surrounding;
        }
    }

    private Activity? StartAppend(StreamId stream, int count)
    {
        var tags = Tags(TelemetryNames.Append, TelemetryNames.Send, stream.Group, null);
        if (count > 1)
        {
            tags.Add(TelemetryNames.BatchCount, count);
        }

        return instruments.ActivitySource.StartActivity(
            $"{TelemetryNames.Append} {stream.Group}", ActivityKind.Producer, default(ActivityContext), tags);
    }

    private Activity? StartProcess(ISubscription subscription, Message message)
    {
        var tags = Tags(TelemetryNames.Process, TelemetryNames.Process, message.Stream.Group, null);
        tags.Add(TelemetryNames.ConsumerGroup, subscription.Name);
        tags.Add(TelemetryNames.MessageId, message.Id.ToString());
        tags.Add(TelemetryNames.MessageType, message.Type);
        if (message.CorrelationId is { } correlationId)
        {
            tags.Add(TelemetryNames.ConversationId, correlationId);
        }

        ActivityLink[] links = message.Headers.TryGetValue(MessageHeaders.TraceParent, out var traceParent)
            && ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? [new ActivityLink(context)] : [];
        return instruments.ActivitySource.StartActivity(
            $"{TelemetryNames.Process} {message.Stream.Group}", ActivityKind.Consumer, default(ActivityContext), tags, links);
    }

    private TagList Tags(string operationName, string operationType, string group, Exception? error)
    {
        var tags = new TagList
        {
            { TelemetryNames.MessagingSystem, TelemetryNames.System },
            { TelemetryNames.OperationName, operationName },
            { TelemetryNames.OperationType, operationType },
            { TelemetryNames.Destination, group },
        };
        if (store.Length > 0)
        {
            tags.Add(TelemetryNames.Store, store);
        }

        if (error is not null)
        {
            tags.Add(TelemetryNames.ErrorType, error.GetType().FullName);
        }

        return tags;
    }

    private TagList Tags(StreamId source, string result)
    {
        var tags = new TagList
        {
            { TelemetryNames.Destination, source.Group },
            { TelemetryNames.SnapshotResult, result },
        };
        if (store.Length > 0)
        {
            tags.Add(TelemetryNames.Store, store);
        }

        return tags;
    }

    private static void Stop(Operation operation, Exception? error)
    {
        if (operation.Activity is not { } activity)
        {
            return;
        }

        if (error is not null)
        {
            // The type alone: the text of an exception may hold what is in the message.
            activity.SetTag(TelemetryNames.ErrorType, error.GetType().FullName);
            activity.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        }

        activity.Dispose();
    }

    private sealed record Operation(long Timestamp, Activity? Activity, Activity? Surrounding);
}
