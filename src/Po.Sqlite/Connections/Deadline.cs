namespace Po.Sqlite;

// The time that is left of BusyTimeout.
internal readonly record struct Deadline(TimeProvider Time, long Begin, TimeSpan Limit)
{
    public static Deadline Start(TimeProvider time, TimeSpan limit) => new(time, time.GetTimestamp(), limit);

    public TimeSpan Elapsed => Time.GetElapsedTime(Begin);

    public bool IsOver => Elapsed >= Limit;

    public TimeSpan Remaining => Limit - Elapsed;
}
