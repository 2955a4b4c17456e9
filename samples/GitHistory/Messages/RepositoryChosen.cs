namespace GitHistory;

/// <summary>The first message of a database: whose history it holds.</summary>
internal sealed record RepositoryChosen
{
    /// <summary>The stream of the only message of this type.</summary>
    public const string Stream = "repository";

    /// <summary>The real path of the repository's data.</summary>
    public required string GitFolder { get; init; }
}
