namespace GitHistory;

/// <summary>What a commit has done to one file.</summary>
internal sealed record FileChange
{
    /// <summary>The path from the top of the repository; bytes that are no UTF-8 are replaced by U+FFFD.</summary>
    public required string Path { get; init; }

    /// <summary>The path before, if the commit has renamed the file.</summary>
    public string? RenamedFrom { get; init; }

    /// <summary>Lines added; null for a binary file, or if its contents are missing.</summary>
    public int? Added { get; init; }

    /// <summary>Lines deleted; null for a binary file, or if its contents are missing.</summary>
    public int? Deleted { get; init; }
}
