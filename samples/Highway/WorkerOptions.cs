namespace Highway;

/// <summary>What a worker process has to know.</summary>
internal sealed record WorkerOptions
{
    public required string Store { get; init; }

    /// <summary>The connection string or the file.</summary>
    public required string Database { get; init; }

    /// <summary>How long a handler takes for a message.</summary>
    public required TimeSpan Work { get; init; }

    /// <summary>Whether the tolls are written beside the transaction, which is wrong.</summary>
    public required bool Careless { get; init; }
}
