namespace Po.Postgres;

// What a read by global numbers needs from whoever asks: the store itself, or a transaction.
internal interface IReadAccess
{
    /// <summary>A horizon that is known already.</summary>
    long KnownHorizon { get; }

    /// <summary>The horizon as of now.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<long> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>The right to ask for the horizon together with what is read; null if there is a probe to be shared, or a transaction.</summary>
    HorizonProbe.Turn? TryTakeTurn();

    /// <summary>Opens a connection, or returns the one of the transaction.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<GlobalReader.Lease> OpenAsync(CancellationToken cancellationToken);
}
