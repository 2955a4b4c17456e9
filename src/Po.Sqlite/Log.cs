using Microsoft.Extensions.Logging;

namespace Po.Sqlite;

internal static partial class Log
{
    [LoggerMessage(PoEventId.StoreReady, LogLevel.Debug, "The SQLite store {Store} is ready")]
    public static partial void StoreReady(ILogger logger, string store);

    [LoggerMessage(PoEventId.BatchSplit, LogLevel.Warning,
        "The SQLite store {Store} could not commit {Count} writes together and commits each by itself")]
    public static partial void BatchSplit(ILogger logger, string store, int count, Exception exception);

    [LoggerMessage(PoEventId.ConnectionReplaced, LogLevel.Warning,
        "A transaction was given back with the connection of the SQLite store {Store} closed or in use; it is replaced by a new one")]
    public static partial void ConnectionReplaced(ILogger logger, string store);

    [LoggerMessage(PoEventId.MigrationApplied, LogLevel.Information, "The SQLite store {Store} has applied the migration {Migration}")]
    public static partial void MigrationApplied(ILogger logger, string store, string migration);
}
