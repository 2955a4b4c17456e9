using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Po;

// Headers are one flat JSON object of strings, the same bytes in every store.
internal static class HeaderJson
{
    private static readonly IReadOnlyDictionary<string, string> Empty = FrozenDictionary<string, string>.Empty;

    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, string>? headers, string? traceParent)
    {
        var addTrace = traceParent is not null && headers?.ContainsKey(MessageHeaders.TraceParent) != true;
        if (headers is not { Count: > 0 } && !addTrace)
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
            }

            if (addTrace)
            {
                writer.WriteString(MessageHeaders.TraceParent, traceParent);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static IReadOnlyDictionary<string, string> Read(string type, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return Empty;
        }

        try
        {
            return ReadObject(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MessageFormatException(type, JsonFault.WithoutPayload(e));
        }
    }

    private static Dictionary<string, string> ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Headers are a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            headers[name] = reader.GetString() ?? throw new JsonException("The value of a header is a JSON string.");
        }

        // Reading on is what finds bytes after the object.
        reader.Read();
        return headers;
    }
}
