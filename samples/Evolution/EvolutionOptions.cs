namespace Evolution;

/// <summary>What the command line asks for.</summary>
/// <param name="Store">The kind of the store.</param>
/// <param name="Database">Where it is; null for a file that is deleted at the end.</param>
/// <param name="Release">The one release to run; null for all.</param>
internal sealed record EvolutionOptions(string Store, string? Database, IRelease? Release)
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
}
