using System.ComponentModel.DataAnnotations;

namespace Po;

/// <summary>When projections and commands that name a snapshot have it saved, and what of it is kept in this process.</summary>
/// <remarks>A projection may say when by itself: <see cref="INamedSnapshot.SnapshotPolicy"/>. With neither a number nor a time nothing is saved unasked.</remarks>
public sealed class SnapshotOptions
{
    /// <summary>A snapshot is saved when this many messages have been folded since the last one.</summary>
    /// <value>At least 1, 100 by default; null, an empty text in configuration, if the number of messages does not matter.</value>
    [Range(1, int.MaxValue)]
    public int? EveryMessages { get; set; } = 100;

    /// <summary>A snapshot is saved when a fold has taken this long, reading included.</summary>
    /// <value>Not negative; null, the default, if the time does not matter.</value>
    public TimeSpan? FoldTime { get; set; }

    /// <summary>The most snapshots that wait to be written, one for each stream and name; beyond them new ones are dropped.</summary>
    /// <value>At least 1; 256 by default.</value>
    [Range(1, int.MaxValue)]
    public int QueueLength { get; set; } = 256;

    /// <summary>The most bytes of state that wait to be written; beyond them new snapshots are dropped.</summary>
    /// <value>At least 1; 16 MiB by default.</value>
    [Range(1, int.MaxValue)]
    public int QueueBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long an engine that is disposed of writes what still waits; the rest is given up.</summary>
    /// <value>From 0 to 24 days; 5 seconds by default.</value>
    public TimeSpan GraceTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Of how many streams and names the latest state is kept in this process; those not used for the longest time go first.</summary>
    /// <remarks>
    /// What is kept is bytes that are held against the stream at each use, in the read that brings what is new: nothing can be out of date.
    /// It spares a fold the stored snapshot and the messages since.
    /// </remarks>
    /// <value>Not negative; 0, the default, keeps none.</value>
    [Range(0, int.MaxValue)]
    public int CacheEntries { get; set; }

    /// <summary>The most bytes of state that are kept in this process.</summary>
    /// <value>At least 1; 64 MiB by default.</value>
    [Range(1, int.MaxValue)]
    public int CacheBytes { get; set; } = 64 * 1024 * 1024;

    // Public members would be options to bind.
    internal SnapshotPolicy ToPolicy() => new() { EveryMessages = EveryMessages, FoldTime = FoldTime };

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(GraceTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GraceTime, Backoff.LongestTimer);
        ArgumentOutOfRangeException.ThrowIfNegative(CacheEntries);
        ArgumentOutOfRangeException.ThrowIfLessThan(CacheBytes, 1);
    }
}
