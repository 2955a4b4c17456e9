namespace Po.Chaos;

/// <summary>What the caller of an append was told.</summary>
internal enum AppendOutcome
{
    /// <summary>Nothing yet.</summary>
    Pending,

    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>It conflicts: nothing is stored, now or later.</summary>
    Refused,

    /// <summary>Nothing that says how it ended: its process has died, or the store was away for too long.</summary>
    Unknown,
}
