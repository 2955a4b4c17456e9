namespace Po;

/// <summary>A transaction that has locked a position, and the page that a worker goes on with.</summary>
public sealed record LockedPage
{
    /// <summary>The transaction, to be committed or disposed of by whoever has asked for it.</summary>
    public required IStoreTransaction Transaction { get; init; }

    /// <summary>The position that is locked; null if another transaction of any process holds it, and nothing else is of use then.</summary>
    public required long? Position { get; init; }

    /// <summary>What was read once the position was locked.</summary>
    public required RecordPage Page { get; init; }
}
