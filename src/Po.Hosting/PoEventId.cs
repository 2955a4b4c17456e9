namespace Po.Hosting;

// Numbers of log events, so that a line can be filtered and alerted on. Never reused; each is used by one method of Log.
internal static class PoEventId
{
    public const int InMemoryByDefault = 1900;
    public const int StoreNotReadyAtStart = 1901;

    public const int UnknownSubscriptionConfigured = 3500;
    public const int GraceTimeTooLong = 3501;
    public const int SubscriptionsBound = 3502;
    public const int WorkerOutlivedStop = 3503;
}
