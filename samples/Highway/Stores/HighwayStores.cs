namespace Highway;

/// <summary>Finds the store that the command line asks for.</summary>
internal static class HighwayStores
{
    public const string Postgres = "postgres";
    public const string Sqlite = "sqlite";

    /// <summary>After this time in the middle of a transaction, or without a sign of life, a worker has lost what it works on.</summary>
    public static readonly TimeSpan FreezeBudget = TimeSpan.FromSeconds(3);

    public static IHighwayStore Choose(WorkerOptions options) => options.Store == Sqlite
        ? new SqliteHighwayStore(Path.GetFullPath(options.Database))
        : new PostgresHighwayStore(options.Database);
}
