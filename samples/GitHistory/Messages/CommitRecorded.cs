using System.Text;

namespace GitHistory;

/// <summary>A commit can be reached from HEAD.</summary>
internal sealed record CommitRecorded
{
    /// <summary>The group of the streams, one for each author.</summary>
    public const string Group = "commits";

    public required string Sha { get; init; }

    /// <summary>The author's name, after the mailmap.</summary>
    public required string Author { get; init; }

    public required string Email { get; init; }

    /// <summary>When it was written, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string Subject { get; init; }

    /// <summary>What it has changed; nothing for a merge.</summary>
    public required IReadOnlyList<FileChange> Files { get; init; }

    /// <summary>The bytes of <c>Name &lt;email&gt;</c> where they are no UTF-8; null, as a rule, where they are.</summary>
    public byte[]? AuthorBytes { get; init; }

    public static CommitRecorded Create(
        string sha, Author author, DateTimeOffset time, string subject, IReadOnlyList<FileChange> files) => new()
        {
            Sha = sha,
            Author = author.Name,
            Email = author.Email,
            Time = time,
            Subject = subject,
            Files = files,
            AuthorBytes = author.IsText ? null : author.Line,
        };

    /// <summary>The author as Git prints it, byte for byte.</summary>
    public byte[] AuthorLine() => AuthorBytes ?? Encoding.UTF8.GetBytes($"{Author} <{Email}>");
}
