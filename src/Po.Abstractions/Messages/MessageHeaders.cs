using System.Collections.Frozen;

namespace Po;

/// <summary>The names of the headers that Po itself writes.</summary>
public static class MessageHeaders
{
    /// <summary>The W3C <c>traceparent</c> of the span that appended the message, when there was one.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>What the bytes of a message are where they are no JSON; it is the serializer's to write.</summary>
    public const string ContentType = "content-type";

    internal static IReadOnlyDictionary<string, string> Empty { get; } = FrozenDictionary<string, string>.Empty;
}
