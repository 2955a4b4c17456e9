namespace Po.Hosting;

// Every name that telemetry of Po uses. The messaging.* ones are those of the OpenTelemetry conventions.
internal static class TelemetryNames
{
    public const string Source = "Po";
    public const string System = "po";

    public const string OperationDuration = "messaging.client.operation.duration";
    public const string SentMessages = "messaging.client.sent.messages";
    public const string ProcessDuration = "messaging.process.duration";
    public const string ConsumedMessages = "messaging.client.consumed.messages";
    public const string GivenUpMessages = "po.subscription.given_up";
    public const string SnapshotLookups = "po.snapshot.lookups";
    public const string SnapshotSaves = "po.snapshot.saves";
    public const string UnknownMessages = "po.subscription.unknown";
    public const string SubscriptionLag = "po.subscription.lag";
    public const string SubscriptionState = "po.subscription.state";
    public const string HorizonHeldBack = "po.horizon.held_back";
    public const string HorizonBlockerAge = "po.horizon.blocker.age";

    public const string MessagingSystem = "messaging.system";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string ConsumerGroup = "messaging.consumer.group.name";
    public const string MessageId = "messaging.message.id";
    public const string ConversationId = "messaging.message.conversation_id";
    public const string BatchCount = "messaging.batch.message_count";
    public const string ErrorType = "error.type";
    public const string Partition = "po.subscription.partition";
    public const string Store = "po.store";
    public const string MessageType = "po.message.type";
    public const string FailurePolicy = "po.failure.policy";
    public const string BlockerProcess = "po.horizon.blocker.process_id";
    public const string BlockerApplication = "po.horizon.blocker.application";

    public const string SnapshotResult = "po.snapshot.result";

    public const string Append = "append";
    public const string Send = "send";
    public const string Process = "process";

    public static string ResultName(SnapshotLookup lookup) => lookup switch
    {
        SnapshotLookup.Loaded => "loaded",
        SnapshotLookup.LoadedFromCache => "cached",
        SnapshotLookup.PassedOver => "passed_over",
        _ => "not_found",
    };

    public static string ResultName(SnapshotOutcome outcome) => outcome switch
    {
        SnapshotOutcome.Saved => "saved",
        SnapshotOutcome.Dropped => "dropped",
        _ => "failed",
    };

    public static string PolicyName(FailurePolicy policy) => policy switch
    {
        Po.FailurePolicy.ParkStream => "park_stream",
        Po.FailurePolicy.Skip => "skip",
        _ => "pause",
    };
}
