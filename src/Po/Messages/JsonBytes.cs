using System.Text.Json;
using System.Text.Json.Nodes;

namespace Po;

// JSON as upcasters see it. How deep data may be is decided when it is appended: whatever was let in is read.
internal static class JsonBytes
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = PoLimits.DeepestJson, AllowDuplicateProperties = false };

    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> data) => JsonNode.Parse(data, documentOptions: ReadOptions) as JsonObject
        ?? throw new JsonException("The JSON value is no object, as an upcaster of JSON expects. Implement IUpcaster for anything else.");

    public static ReadOnlyMemory<byte> Write(JsonObject data)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = PoLimits.DeepestJson, SkipValidation = true }))
        {
            data.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }
}
