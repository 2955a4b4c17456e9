namespace Po;

internal abstract class TypedMessageRegistration<T>(string name, int version, IReadOnlyList<string>? aliases)
    : MessageRegistration(name, typeof(T), version, aliases)
    where T : notnull
{
    internal override ReadOnlyMemory<byte> Serialize(object data) => Write((T)data);

    internal override object Deserialize(ReadOnlySpan<byte> data) => ReadSafely(data);

    internal override Message ToMessage(Record record, IReadOnlyDictionary<string, string> headers, int part, int partCount) =>
        new Message<T>
        {
            Id = record.Id,
            Stream = record.Stream,
            Number = record.Number,
            GlobalNumber = record.GlobalNumber,
            Type = Name,
            Data = ReadSafely(record.Data.Span),
            CorrelationId = record.CorrelationId,
            CausationId = record.CausationId,
            Headers = headers,
            Part = part,
            PartCount = partCount,
            Time = record.Time,
        };

    protected abstract ReadOnlyMemory<byte> Write(T data);

    protected abstract T Read(ReadOnlySpan<byte> data);

    private T ReadSafely(ReadOnlySpan<byte> data)
    {
        try
        {
            return Read(data);
        }
        catch (Exception e) when (e is not PoConfigurationException) // Constructors, setters and converters of the application run here and may throw anything.
        {
            throw new MessageFormatException(Name, JsonFault.WithoutPayload(e));
        }
    }
}
