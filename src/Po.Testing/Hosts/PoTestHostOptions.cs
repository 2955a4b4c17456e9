namespace Po.Testing;

/// <summary>How a <see cref="PoTestHost"/> works.</summary>
public sealed class PoTestHostOptions
{
    /// <summary>What the default store keeps everything in: give two hosts the same one to see what is left after the first has ended.</summary>
    /// <remarks>It stays yours: a host never disposes of it.</remarks>
    /// <value>Null, the default, takes a new in-memory store. Not together with <see cref="KeepStores"/>.</value>
    public IStore? Store { get; init; }

    /// <summary>Whether each store is the one that the application has chosen, instead of one in memory; only its clock is replaced then.</summary>
    /// <remarks>Its clock tells the time of the host; what the store itself waits for, a lock or an answer, takes real time, and so do its time-outs. The host disposes of a store that the application has it make, as in production, and not of an instance that was registered.</remarks>
    /// <value>False by default. For handlers that write rows: a file of SQLite, or a database that the test has made.</value>
    public bool KeepStores { get; init; }

    /// <summary>When the clock of the host begins.</summary>
    /// <value>The first of January 2026 by default.</value>
    public DateTimeOffset StartTime { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The longest real time that <see cref="PoTestHost.DrainAsync"/> and <see cref="PoTestHost.PassTimeUntilAsync"/> take; then they fail and say what is stuck.</summary>
    /// <value>30 s by default.</value>
    public TimeSpan RealTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time of the host's clock that they let pass; then they fail and say what is stuck.</summary>
    /// <value>One day by default, far beyond every back-off.</value>
    public TimeSpan SimulatedTimeLimit { get; init; } = TimeSpan.FromDays(1);
}
