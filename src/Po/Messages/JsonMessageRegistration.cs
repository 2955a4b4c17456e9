using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po;

// Either with the metadata, or with what gives it.
internal sealed class JsonMessageRegistration<T>(
    string name, JsonTypeInfo<T>? typeInfo, Func<JsonTypeInfo<T>>? createTypeInfo, int version, IReadOnlyList<string>? aliases)
    : MessageRegistration(name, typeof(T), version, aliases)
    where T : notnull
{
    private JsonTypeInfo<T>? _typeInfo = typeInfo;

    private JsonTypeInfo<T> TypeInfo => _typeInfo ??= createTypeInfo!()
        ?? throw new PoConfigurationException($"There is no metadata for {typeof(T)}: its registration as '{Name}' gives none.");

    internal override byte[] Serialize(object data) => JsonSerializer.SerializeToUtf8Bytes((T)data, TypeInfo);

    internal override object Deserialize(ReadOnlySpan<byte> data) => Read(data);

    internal override Message ToMessage(Record record, IReadOnlyDictionary<string, string> headers) =>
        new Message<T>
        {
            Id = record.Id,
            Stream = record.Stream,
            Number = record.Number,
            GlobalNumber = record.GlobalNumber,
            Type = Name,
            Data = Read(record.Data.Span),
            CorrelationId = record.CorrelationId,
            CausationId = record.CausationId,
            Headers = headers,
            Time = record.Time,
        };

    private T Read(ReadOnlySpan<byte> data)
    {
        var typeInfo = TypeInfo;
        try
        {
            return JsonSerializer.Deserialize(data, typeInfo)
                ?? throw new JsonException("The JSON value is null, where data is expected.");
        }
        catch (Exception e) // Constructors, setters and converters of the application run here and may throw anything.
        {
            throw new MessageFormatException(Name, JsonFault.WithoutPayload(e));
        }
    }
}
