namespace Po.Testing;

// The clock of a store that the application has chosen. What time it is says the host's clock; its pauses and time-outs, for a lock or for an
// answer, are those of production: the host's clock stands still while a store is at work, and would never let it go on.
internal sealed class StoreClock(DrivenClock clock) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();
}
