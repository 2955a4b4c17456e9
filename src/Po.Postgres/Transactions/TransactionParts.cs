namespace Po.Postgres;

/// <summary>What a transaction works with, all of it its store's.</summary>
internal sealed record TransactionParts(
    PostgresSql Sql,
    PostgresConnections Connections,
    PostgresStoreOptions Options,
    HorizonStatements HorizonStatements,
    HorizonProbe Horizon,
    PageReader Pages,
    GlobalReader GlobalReader)
{
    public AppendStatement Append { get; } = new(Sql, Connections);

    public SubscriptionStatements Subscriptions { get; } = new(Sql, Connections);

    public AppendResolver Resolver { get; } = new(Sql);

    /// <summary>Appends and reads inside a transaction.</summary>
    public TransactionRecords Records => field ??= new TransactionRecords(this);
}
