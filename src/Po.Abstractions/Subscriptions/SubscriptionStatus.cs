using System.Diagnostics.CodeAnalysis;

namespace Po;

/// <summary>Whether a subscription stands still, and what fails; every process sees it, and it outlives all of them.</summary>
public sealed record SubscriptionStatus
{
    /// <summary>Nothing fails and nothing stands still.</summary>
    public static SubscriptionStatus Running { get; } = new();

    /// <summary>Whether no process hands over messages until it is resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The global number after which it pauses by itself; null, the default, to go on for ever.</summary>
    public long? StopAt { get; init; }

    /// <summary>The message that fails; 0 if none does.</summary>
    public long FailedNumber { get; init; }

    /// <summary>How many attempts at that message have failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>The last error, or why somebody has paused it; null if nothing fails.</summary>
    /// <value>At most <see cref="MaxErrorLength"/> characters.</value>
    public string? Error { get; init; }

    /// <summary>The most characters of <see cref="Error"/> that are stored; the rest is cut off.</summary>
    public const int MaxErrorLength = 2_000;

    /// <summary>Makes a text one that every store can keep, for stores: it must not fail for the words in which something else has failed.</summary>
    /// <param name="text">An error, or the detail of an audit entry.</param>
    /// <returns>
    /// At most <see cref="MaxErrorLength"/> characters, none of them cut in two; U+FFFD instead of U+0000 and of halves of surrogate pairs. Null for null.
    /// </returns>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Shorten(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var length = Math.Min(text.Length, MaxErrorLength);
        if (length < text.Length && char.IsSurrogatePair(text, length - 1))
        {
            length--;
        }

        var shortened = text[..length].Replace('\0', '\uFFFD');
        for (var i = 0; i < shortened.Length; i++)
        {
            if (char.IsSurrogate(shortened[i]))
            {
                // Reading rune by rune puts U+FFFD in the place of each half that stands alone.
                return string.Concat(shortened.EnumerateRunes());
            }
        }

        return shortened;
    }
}
