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

    /// <summary>It works in a transaction of its own driver that the application has begun: <see cref="IStore.Join(System.Data.Common.DbTransaction)"/>.</summary>
    JoinedTransactions = 8,

    /// <summary>
    /// It takes part in an ambient transaction (<c>TransactionScope</c>): <see cref="IStore.Join(System.Transactions.Transaction)"/>. Without
    /// it an append there is refused.
    /// </summary>
    AmbientTransactions = 16,

    /// <summary>One transaction appends to several streams: <see cref="IPo.ExecuteTogetherAsync"/>. Without it that is refused.</summary>
    MultipleStreams = 32,
}
