namespace Po;

// 2xxx broker, 3xxx subscription, 4xxx snapshot. Once released, a number keeps its meaning.
internal static class PoEventId
{
    public const int NudgeNotSent = 2000;
    public const int NotListening = 2001;

    public const int SubscriptionStarted = 3000;
    public const int SubscriptionStateChanged = 3001;
    public const int SubscriptionStandsBy = 3002;
    public const int HandlerFailed = 3003;
    public const int SubscriptionPaused = 3004;
    public const int SubscriptionResumed = 3005;
    public const int SubscriptionStoreFailed = 3006;
    public const int SubscriptionPositionMoved = 3007;
    public const int SubscriptionStopped = 3008;
    public const int HandlerCancelled = 3009;
    public const int MessageHandled = 3010;
    public const int ObserverFailed = 3011;
    public const int HandlerAbandoned = 3012;
    public const int StatusNotStored = 3013;
    public const int MessageGivenUp = 3014;
    public const int MessagesParked = 3015;
    public const int MessageReplayed = 3016;
    public const int ReplayFailed = 3017;
    public const int SubscriptionStartsAfter = 3018;
    public const int SubscriptionChanged = 3019;
    public const int SubscriptionLeased = 3020;
    public const int LeaseLost = 3021;
    public const int StandsAtStop = 3030;
    public const int SubscriptionSplit = 3031;
    public const int OtherPartitions = 3032;
    public const int PartitionReleased = 3033;
    public const int StateRebuilt = 3022;
    public const int UnknownMessageSkipped = 3023;
    public const int RebuildStarted = 3040;
    public const int RebuildFailed = 3041;
    public const int RebuildPaused = 3042;
    public const int RebuildResumed = 3043;
    public const int RebuildCompleted = 3044;

    public const int SnapshotPassedOver = 4000;
    public const int SnapshotNotSaved = 4001;
    public const int SnapshotNotRead = 4002;
    public const int SnapshotsDropped = 4003;
    public const int SnapshotsAbandoned = 4004;
    public const int SnapshotNotForgotten = 4005;
}
