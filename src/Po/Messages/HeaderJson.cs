using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Po;

// Headers are one flat JSON object of strings, the same bytes in every store.
internal static class HeaderJson
{
    private static readonly IReadOnlyDictionary<string, string> Empty = FrozenDictionary<string, string>.Empty;

    /// <param name="headers">What the appender attaches.</param>
    /// <param name="traceParent">The span that appends, if there is one.</param>
    /// <param name="contentType">What the bytes of the message are.</param>
    /// <exception cref="ArgumentException">A header has no value, or says that the bytes are something else.</exception>
    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, string>? headers, string? traceParent, string contentType)
    {
        var addTrace = traceParent is not null && headers?.ContainsKey(MessageHeaders.TraceParent) != true;
        var addType = contentType != ContentTypes.Json;
        if (headers is not { Count: > 0 } && !addTrace && !addType)
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in headers ?? Empty)
            {
                writer.WriteString(name, value ?? throw new ArgumentException($"The header '{name}' has no value.", nameof(headers)));
                if (name == MessageHeaders.ContentType)
                {
                    RequireSame(value, contentType);
                    addType = false;
                }
            }

            if (addTrace)
            {
                writer.WriteString(MessageHeaders.TraceParent, traceParent);
            }

            if (addType)
            {
                writer.WriteString(MessageHeaders.ContentType, contentType);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <param name="type">The type of the message, for errors.</param>
    /// <param name="json">The stored headers.</param>
    /// <param name="contentType">What the bytes of the message are.</param>
    /// <exception cref="MessageFormatException">They are no headers.</exception>
    public static IReadOnlyDictionary<string, string> Read(string type, ReadOnlySpan<byte> json, out string contentType)
    {
        contentType = ContentTypes.Json;
        if (json.IsEmpty)
        {
            return Empty;
        }

        try
        {
            return ReadObject(json, ref contentType);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MessageFormatException(type, JsonFault.WithoutPayload(e));
        }
    }

    // Headers that were read of one message may be appended with another, so the one of the serializer itself is no mistake.
    private static void RequireSame(string given, string contentType)
    {
        if (given != contentType)
        {
            throw new ArgumentException(
                $"The header '{MessageHeaders.ContentType}' says what the bytes of a message are, and its serializer writes {contentType}: leave it out.",
                nameof(given));
        }
    }

    private static Dictionary<string, string> ReadObject(ReadOnlySpan<byte> json, ref string contentType)
    {
        var reader = new Utf8JsonReader(json);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Headers are a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("content-type"u8);
            var name = reader.GetString()!;
            reader.Read();
            var value = reader.GetString() ?? throw new JsonException("The value of a header is a JSON string.");
            headers[name] = value;
            contentType = isType ? value : contentType;
        }

        // Reading on is what finds bytes after the object.
        reader.Read();
        return headers;
    }
}
