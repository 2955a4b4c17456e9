using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po;

// Either with the metadata, or with what gives it.
internal sealed class JsonMessageRegistration<T>(
    string name, JsonTypeInfo<T>? typeInfo, Func<JsonTypeInfo<T>>? createTypeInfo, int version, IReadOnlyList<string>? aliases)
    : TypedMessageRegistration<T>(name, version, aliases)
    where T : notnull
{
    // What the serializer takes 0 for.
    private const int DefaultMaxDepth = 64;

    private JsonTypeInfo<T>? _typeInfo = typeInfo;

    public override string ContentType => ContentTypes.Json;

    private JsonTypeInfo<T> TypeInfo => _typeInfo ??= createTypeInfo!()
        ?? throw new PoConfigurationException($"There is no metadata for {typeof(T)}: its registration as '{Name}' gives none.");

    private int MaxDepth => TypeInfo.Options.MaxDepth is var depth and > 0 ? depth : DefaultMaxDepth;

    protected override ReadOnlyMemory<byte> Write(T data)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(data, TypeInfo);
        }
        catch (JsonException) when (IsTooDeep(data))
        {
            throw new LimitExceededException(nameof(PoLimits.MaxJsonDepth), MaxDepth + 1, MaxDepth);
        }
    }

    protected override T Read(ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize(data, TypeInfo) ?? throw new JsonException("The JSON value is null, where data is expected.");
        }
        catch (JsonException) when (JsonDepth.Of(data) > MaxDepth)
        {
            throw new LimitExceededException(nameof(PoLimits.MaxJsonDepth), JsonDepth.Of(data), MaxDepth);
        }
    }

    // The serializer says it in words alone: what it has left open when it gave up tells for certain.
    private bool IsTooDeep(T data)
    {
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(), new JsonWriterOptions { SkipValidation = true });
        try
        {
            JsonSerializer.Serialize(writer, data, TypeInfo);
            return false;
        }
        catch (JsonException)
        {
            return writer.CurrentDepth >= MaxDepth;
        }
    }
}
