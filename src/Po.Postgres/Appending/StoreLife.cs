namespace Po.Postgres;

/// <summary>A life of the table of records, in which numbers only rise; <c>default</c> is none that is known.</summary>
/// <param name="FileNode">The table's file: another one after TRUNCATE, and for a table that was restored.</param>
/// <param name="StartTime">When the server was started: another time after a crash, a fail-over and a restore.</param>
internal readonly record struct StoreLife(uint FileNode, DateTime StartTime);
