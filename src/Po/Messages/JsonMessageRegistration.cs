using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po;

internal sealed class JsonMessageRegistration<T>(string name, JsonTypeInfo<T> typeInfo)
    : MessageRegistration(name, typeof(T))
    where T : notnull
{
    internal override byte[] Serialize(object data) => JsonSerializer.SerializeToUtf8Bytes((T)data, typeInfo);

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
