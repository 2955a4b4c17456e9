using System.Security.Cryptography;
using System.Text;
using Po;

namespace GitHistory;

/// <summary>Who has written a commit, after the mailmap, as Git prints it.</summary>
internal sealed class Author
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public Author(ReadOnlySpan<byte> name, ReadOnlySpan<byte> email)
    {
        Name = Encoding.UTF8.GetString(name);
        Email = Encoding.UTF8.GetString(email);
        Line = [.. name, .. " <"u8, .. email, .. ">"u8];
        IsText = Strict.GetBytes($"{Name} <{Email}>").AsSpan().SequenceEqual(Line);
        Stream = IsText && StreamId.TryParse($"{CommitRecorded.Group}-{Name} <{Email}>", out var stream)
            ? stream
            : new StreamId(CommitRecorded.Group, $"sha256-{Convert.ToHexStringLower(SHA256.HashData(Line))}");
    }

    public string Name { get; }

    public string Email { get; }

    /// <summary><c>Name &lt;email&gt;</c>, byte for byte.</summary>
    public byte[] Line { get; }

    /// <summary>Whether the line is UTF-8; Git keeps what old commits hold, and some hold other encodings without saying so.</summary>
    public bool IsText { get; }

    /// <summary>The author's stream: <c>commits-Name &lt;email&gt;</c>, or a hash in place of what no stream id can hold.</summary>
    public StreamId Stream { get; }

    /// <summary>Reads name and e-mail address, one field each.</summary>
    public static async ValueTask<Author> ReadAsync(NulReader reader, CancellationToken cancellationToken)
    {
        // A field is gone with the next read, so the name is copied.
        var name = (await reader.ReadNextAsync(cancellationToken)).ToArray();
        var email = await reader.ReadNextAsync(cancellationToken);
        return new Author(name, email.Span);
    }
}
