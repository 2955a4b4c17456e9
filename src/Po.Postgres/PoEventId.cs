namespace Po.Postgres;

// Numbers of log events, so that a line can be filtered and alerted on. Never reused; each is used by one method of Log.
internal static class PoEventId
{
    public const int StoreReady = 1201;
    public const int HorizonHeldBack = 1202;
    public const int HorizonFree = 1203;
    public const int HistoryLost = 1204;
    public const int AppendsTriedAgain = 1205;
    public const int BatchSplit = 1206;
    public const int StreamBlocked = 1207;
    public const int ConnectionsDropped = 1208;
    public const int HorizonNotWatched = 1209;

    public const int NudgesNotSent = 2201;
    public const int NotListening = 2202;
    public const int Listening = 2203;
    public const int NudgeNotUnderstood = 2204;

    public const int MigrationApplied = 5201;
}
