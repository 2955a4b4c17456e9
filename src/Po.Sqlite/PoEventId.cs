namespace Po.Sqlite;

// Numbers of log events, so that a line can be filtered and alerted on. Never reused; each is used by one method of Log.
internal static class PoEventId
{
    public const int StoreReady = 1101;
    public const int BatchSplit = 1102;
    public const int ConnectionReplaced = 1103;

    public const int MigrationApplied = 5101;
}
