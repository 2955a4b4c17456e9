namespace Po.Postgres;

/// <param name="Horizon">The global number up to which the set of records is final.</param>
/// <param name="LastGlobalNumber">The last global number that was given out, before the markers were looked at.</param>
internal readonly record struct HorizonReading(long Horizon, long LastGlobalNumber)
{
    /// <summary>Whether a transaction that has not ended holds the horizon back.</summary>
    public bool IsHeldBack => Horizon < LastGlobalNumber;
}
