namespace GitHistory;

/// <summary>A Git command has failed.</summary>
internal sealed class GitException(int exitCode, string errors)
    : Exception($"Git ended with exit code {exitCode}: {FirstLine(errors)}")
{
    /// <summary>The exit code of Git; 128 + n when signal n has ended it.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The first line of what Git has to say about it, without <c>fatal: </c>.</summary>
    public string Reason { get; } = FirstLine(errors);

    private static string FirstLine(string errors)
    {
        var line = errors.AsSpan().Trim();
        line = line[..(line.IndexOf('\n') is >= 0 and var end ? end : line.Length)].Trim();
        return line.StartsWith("fatal: ") ? line["fatal: ".Length..].ToString()
            : line.IsEmpty ? "it gave no reason"
            : line.ToString();
    }
}
