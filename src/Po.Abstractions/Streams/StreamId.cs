using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Po;

/// <summary>Names a stream: a group and, usually, an entity of that group; its text form is <c>group-entity</c>.</summary>
/// <remarks>
/// <para><see cref="Parse(string)"/> is the exact inverse of <see cref="ToString()"/>: the text is split at the first <c>-</c>,
/// nothing is trimmed and case counts. A group cannot contain <c>-</c>; an entity can.</para>
/// <para>An id without an entity names two things. For reading, projecting and subscribing it is the whole group. For appending
/// it is a stream of its own whose numbers count only what was appended to exactly that id.</para>
/// <para><c>default(StreamId)</c> names nothing: its text is empty and every store refuses it. Comparison is ordinal.</para>
/// </remarks>
[JsonConverter(typeof(StreamIdJsonConverter))]
[TypeConverter(typeof(StreamIdTypeConverter))]
public readonly record struct StreamId : ISpanParsable<StreamId>, IComparable<StreamId>
{
    /// <summary>The longest text form of a stream id, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512;

    private const string AllText = "*";

    /// <summary>Names a stream of a group.</summary>
    /// <param name="group">The group; not empty, without <c>-</c> and without control characters; <c>*</c> alone is reserved.</param>
    /// <param name="entity">The entity, or null to name the group itself; not empty, without control characters.</param>
    /// <exception cref="ArgumentNullException"><paramref name="group"/> is null.</exception>
    /// <exception cref="ArgumentException">A part breaks a rule above, or the text form is longer than <see cref="MaxBytes"/>.</exception>
    public StreamId(string group, string? entity = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (StreamIdRules.Check(group, entity) is { } problem)
        {
            throw new ArgumentException(problem, entity is null ? nameof(group) : nameof(entity));
        }

        Group = group;
        Entity = entity;
    }

    // For All, whose text the rules reserve, and for parts that the rules have just passed.
    private StreamId(string group, string? entity, bool _)
    {
        Group = group;
        Entity = entity;
    }

    /// <summary>Every group of the store, for reading and subscribing; its text form is <c>*</c>. It cannot be appended to.</summary>
    public static StreamId All { get; } = new(AllText, null, true);

    /// <summary>The group, the part before the first <c>-</c>. Null only in <c>default(StreamId)</c>.</summary>
    public string Group { get; }

    /// <summary>The entity, the part after the first <c>-</c>; null when the id names a whole group.</summary>
    public string? Entity { get; }

    /// <summary>Whether the id names one entity of its group.</summary>
    [MemberNotNullWhen(true, nameof(Entity))]
    public bool HasEntity => Entity is not null;

    /// <summary>Whether this is <see cref="All"/>.</summary>
    public bool IsAll => Entity is null && Group == AllText;

    /// <summary>Whether this is <c>default(StreamId)</c>, which names nothing.</summary>
    public bool IsDefault => Group is null;

    /// <summary>Reads the text form of a stream id.</summary>
    /// <param name="text">The text, as <see cref="ToString()"/> writes it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">The text is no stream id; the message says which rule it breaks.</exception>
    public static StreamId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return StreamIdRules.TryParse(text, out var group, out var entity, out var problem)
            ? new StreamId(group, entity, true)
            : throw new FormatException(problem);
    }

    /// <summary>Reads the text form of a stream id, without throwing.</summary>
    /// <param name="text">The text, as <see cref="ToString()"/> writes it.</param>
    /// <param name="result">The id, or <c>default</c> when the text is no stream id.</param>
    /// <returns>Whether <paramref name="text"/> is a stream id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamId result)
    {
        var parsed = StreamIdRules.TryParse(text, out var group, out var entity, out _);
        result = parsed ? new StreamId(group!, entity, true) : default;
        return parsed;
    }

    static StreamId IParsable<StreamId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<StreamId>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out StreamId result) => TryParse(s, out result);

    static StreamId ISpanParsable<StreamId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Parse(s.ToString());

    static bool ISpanParsable<StreamId>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out StreamId result) =>
        TryParse(s.ToString(), out result);

    /// <summary>The stream of another entity in the same group.</summary>
    /// <param name="entity">The entity; not empty, without control characters.</param>
    /// <exception cref="ArgumentException">The entity breaks a rule, or this id is <see cref="All"/> or <c>default</c>.</exception>
    public StreamId WithEntity(string entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return IsDefault || IsAll
            ? throw new ArgumentException($"'{this}' is no group, so it has no entities.", nameof(entity))
            : new StreamId(Group, entity);
    }

    /// <summary>Whether a record of <paramref name="stream"/> is read by whoever reads this id.</summary>
    /// <param name="stream">The exact stream of a record.</param>
    /// <returns>True for the same stream, for a stream of the group that this id names, and always for <see cref="All"/>.</returns>
    public bool Includes(StreamId stream) => IsAll || (HasEntity ? this == stream : Group == stream.Group);

    /// <inheritdoc/>
    public int CompareTo(StreamId other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The text form, <c>group</c> or <c>group-entity</c>; empty for <c>default</c>.</summary>
    public override string ToString() => HasEntity ? $"{Group}-{Entity}" : Group ?? "";

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>, by ordinal comparison of the text forms.</summary>
    public static bool operator <(StreamId left, StreamId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>, by ordinal comparison of the text forms.</summary>
    public static bool operator >(StreamId left, StreamId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(StreamId left, StreamId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(StreamId left, StreamId right) => left.CompareTo(right) >= 0;
}
