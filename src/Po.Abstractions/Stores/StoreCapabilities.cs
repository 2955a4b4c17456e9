namespace Po;

/// <summary>What a store can do that others cannot; code asks before it relies on it.</summary>
[Flags]
public enum StoreCapabilities
{
    /// <summary>Nothing beyond the specification.</summary>
    None = 0,

    /// <summary>What was stored outlives the process.</summary>
    Durable = 1,

    /// <summary>A handler can be given the database transaction that moves its position.</summary>
    DbTransactions = 2,

    /// <summary>Several processes may use the store at the same time.</summary>
    MultipleProcesses = 4,
}
