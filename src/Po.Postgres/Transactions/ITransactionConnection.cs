namespace Po.Postgres;

// Where a transaction of the application is. One caller at a time has its connection.
internal interface ITransactionConnection
{
    /// <summary>Where to read as long as there is nothing of Po's in the transaction; null once there may be.</summary>
    IRecordReader? Beside { get; }

    /// <summary>Whether all statements see one moment (REPEATABLE READ and above) instead of a moment each.</summary>
    bool SeesOneMoment { get; }

    /// <summary>Waits for the connection.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<TransactionLease> TakeAsync(CancellationToken cancellationToken);

    /// <summary>Something was appended.</summary>
    void Appended();
}
