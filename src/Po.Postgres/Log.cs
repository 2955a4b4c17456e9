using Microsoft.Extensions.Logging;

namespace Po.Postgres;

internal static partial class Log
{
    [LoggerMessage(PoEventId.StoreReady, LogLevel.Information, "The PostgreSQL store in schema {Schema} is ready: schema version {Version}, server {ServerVersion}.")]
    public static partial void StoreReady(ILogger logger, string schema, int version, int serverVersion);

    [LoggerMessage(PoEventId.HorizonHeldBack, LogLevel.Warning, "For {Waited} subscriptions have seen nothing after {Horizon}, while {LastGlobalNumber} is the last number given out. They wait for {Blocker}, which has appended and not ended yet. That delays, it loses nothing.")]
    public static partial void HorizonHeldBack(
        ILogger logger, TimeSpan waited, long horizon, long lastGlobalNumber, HorizonBlocker blocker);

    [LoggerMessage(PoEventId.HorizonFree, LogLevel.Information, "Subscriptions go on beyond {Horizon}, which was held back for {Waited}.")]
    public static partial void HorizonFree(ILogger logger, long horizon, TimeSpan waited);

    [LoggerMessage(PoEventId.HistoryLost, LogLevel.Error, "The store has given out {LastGlobalNumber} numbers, but {Horizon} were seen before: it has lost history, for example by an old backup or a fail-over.")]
    public static partial void HistoryLost(ILogger logger, long lastGlobalNumber, long horizon);

    [LoggerMessage(PoEventId.AppendsTriedAgain, LogLevel.Warning, "{Count} appends could not be stored (attempt {Attempt}); they are tried again in {Delay}.")]
    public static partial void AppendsTriedAgain(ILogger logger, Exception exception, int count, int attempt, TimeSpan delay);

    [LoggerMessage(PoEventId.BatchSplit, LogLevel.Debug, "One of {Count} appends that go together is refused; they are tried in smaller batches.")]
    public static partial void BatchSplit(ILogger logger, Exception exception, int count);

    [LoggerMessage(PoEventId.StreamBlocked, LogLevel.Debug, "Appends to {Stream} wait for a transaction that has appended to it and not ended yet; others go on.")]
    public static partial void StreamBlocked(ILogger logger, string stream);

    [LoggerMessage(PoEventId.ConnectionsDropped, LogLevel.Warning, "The server does not accept writes any more; all connections are dropped to find the one that does.")]
    public static partial void ConnectionsDropped(ILogger logger, Exception exception);

    [LoggerMessage(PoEventId.HorizonNotWatched, LogLevel.Warning, "The horizon, which was held back, cannot be asked for (attempt {Attempt}); it is tried again in {Delay}.")]
    public static partial void HorizonNotWatched(ILogger logger, Exception exception, int attempt, TimeSpan delay);

    [LoggerMessage(PoEventId.NudgesNotSent, LogLevel.Warning, "{Count} nudges could not be sent; other processes find the records by polling.")]
    public static partial void NudgesNotSent(ILogger logger, Exception exception, int count);

    [LoggerMessage(PoEventId.NotListening, LogLevel.Warning, "Nudges of other processes cannot be heard (attempt {Attempt}); listening is tried again in {Delay}, until then polling finds new records.")]
    public static partial void NotListening(ILogger logger, Exception exception, int attempt, TimeSpan delay);

    [LoggerMessage(PoEventId.Listening, LogLevel.Debug, "Listening for nudges of other processes on channel {Channel}.")]
    public static partial void Listening(ILogger logger, string channel);

    [LoggerMessage(PoEventId.NudgeNotUnderstood, LogLevel.Warning, "Server process {ProcessId} has sent {Length} characters on channel {Channel} that are no nudge of this version of Po. They are taken as a hint that anything may be new; nothing else comes of them.")]
    public static partial void NudgeNotUnderstood(ILogger logger, int processId, int length, string channel);

    [LoggerMessage(PoEventId.MigrationApplied, LogLevel.Information, "Migration {Version} ({Name}) is applied to schema {Schema}.")]
    public static partial void MigrationApplied(ILogger logger, int version, string name, string schema);
}
