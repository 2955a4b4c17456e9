namespace Po.Specification;

// One step of a random program in transactions of the application. What does not fit where it comes is passed over.
internal abstract record JoinedStep
{
    /// <summary>Appends new records inside the transaction, or on the store; the expectation is relative to the last number, null for none.</summary>
    public sealed record Append(int Stream, int? Expected, int Count, bool Inside) : JoinedStep;

    /// <summary>Appends once more what an earlier step has appended, whether that was kept or not.</summary>
    public sealed record Again(int Which) : JoinedStep;

    public sealed record Save : JoinedStep;

    /// <summary>Rolls back to one of the savepoints, the newest first; it stays, the newer ones go.</summary>
    public sealed record RollBackTo(int Which) : JoinedStep;

    /// <summary>Releases a savepoint, and the newer ones with it; what was appended since stays.</summary>
    public sealed record Release(int Which) : JoinedStep;

    public sealed record Read(int Stream) : JoinedStep;

    /// <summary>Ends the transaction; the next append inside begins another.</summary>
    public sealed record End(bool Commit) : JoinedStep;
}
