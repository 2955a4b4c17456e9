using System.Text.Json;
using System.Text.Json.Serialization;

namespace Po;

/// <summary>Writes a <see cref="StreamId"/> to JSON as its text form, also as a property name.</summary>
/// <remarks>Round-trips exactly; <c>default(StreamId)</c> is null in JSON. Thread safe.</remarks>
public sealed class StreamIdJsonConverter : JsonConverter<StreamId>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON value is no stream id.</exception>
    public override StreamId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.String => ReadText(reader.GetString()!),
            _ => throw new JsonException($"A stream id is a JSON string, not a {reader.TokenType}."),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StreamId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.IsDefault)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The property name is no stream id.</exception>
    public override StreamId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadText(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, StreamId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.ToString());
    }

    private static StreamId ReadText(string text)
    {
        try
        {
            return StreamId.Parse(text);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
