namespace GitHistory;

/// <summary>Finds the store that the command line asks for.</summary>
internal static class HistoryStores
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
    public const string Memory = "memory";

    public static IHistoryStore Choose(HistoryOptions options, GitRepository repository) => options.Store switch
    {
        Memory => new MemoryHistoryStore(),
        Postgres => new PostgresHistoryStore(options.Database!),
        _ => new SqliteHistoryStore(
            options.Database is { } file ? Path.GetFullPath(file) : DatabaseFile.For(repository)),
    };
}
