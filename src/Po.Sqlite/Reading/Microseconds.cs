namespace Po.Sqlite;

// Times are stored as microseconds since 1970 in UTC.
internal static class Microseconds
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long FromTime(DateTimeOffset time) => (time.UtcTicks / TimeSpan.TicksPerMicrosecond) - Epoch;

    public static DateTimeOffset ToTime(long microseconds) =>
        new((microseconds + Epoch) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
