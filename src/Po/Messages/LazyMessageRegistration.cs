namespace Po;

// Stands for a registration that is made with the first message, because making one loads generic types, of which a start may have a thousand.
internal sealed class LazyMessageRegistration(
    Type dataType, string name, Func<int, MessageRegistration> create, int index, int version, IReadOnlyList<string>? aliases)
    : MessageRegistration(name, dataType, version, aliases)
{
    private MessageRegistration? _made;

    public override string ContentType => Made.ContentType;

    // Made twice if two messages meet; both are the same.
    private MessageRegistration Made => _made ??= Make();

    internal override ReadOnlyMemory<byte> Serialize(object data) => Made.Serialize(data);

    internal override object Deserialize(ReadOnlySpan<byte> data) => Made.Deserialize(data);

    internal override Message ToMessage(Record record, IReadOnlyDictionary<string, string> headers, int part, int partCount) =>
        Made.ToMessage(record, headers, part, partCount);

    private MessageRegistration Make() =>
        create(index) is { } made && made.DataType == DataType && made.StoredName == StoredName
            ? made
            : throw new PoConfigurationException($"What registers {DataType} as '{StoredName}' makes another registration when it is first needed.");
}
