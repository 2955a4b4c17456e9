namespace Po.Testing.Tests;

// A registry that remembers the records that are read.
internal sealed class SeenRecords(IRegistry inner) : IRegistry
{
    public List<Record> Seen { get; } = [];

    public SerializedMessage Serialize(object data) => inner.Serialize(data);

    public object Deserialize(string type, ReadOnlySpan<byte> data) => inner.Deserialize(type, data);

    public MessageParts ToMessages(Record record)
    {
        Seen.Add(record);
        return inner.ToMessages(record);
    }

    public IReadOnlyList<string> FindStoredNames(string type) => inner.FindStoredNames(type);

    public bool Contains(Type dataType) => inner.Contains(dataType);
}
