namespace Po;

// One partition of a subscription, and what belongs to it.
internal sealed class Partition(string name, int index, PartitionLayout layout, PartitionShare share, Func<Message, string>? partitionBy)
{
    public string Name { get; } = name;

    public int Index { get; } = index;

    public PartitionLayout Layout { get; } = layout;

    public PartitionShare Share { get; } = share;

    public string Id { get; } = PartitionId.Of(name, index, layout.Count);

    public static string KeyOf(StreamId stream) => stream.Entity ?? stream.Group;

    /// <summary>Whether the messages of a record go to the handler of this partition; throws what the application's selector throws.</summary>
    /// <remarks>They stay together, where the first of them belongs. A record that is read as no message is everybody's, to the effect of nothing.</remarks>
    /// <param name="messages">The messages.</param>
    public bool Owns(MessageParts messages) => messages.Count == 0 || Owns(messages[0]);

    private bool Owns(Message message) => partitionBy is null
        ? Owns(message.Stream)
        : IsIndexOf(partitionBy(message) ?? throw new InvalidOperationException($"PartitionBy of subscription '{Name}' has returned no key."));

    /// <summary>Whether a record is this partition's to look at.</summary>
    /// <remarks>
    /// A message that cannot be read, or whose key cannot be told, is everybody's: it fails in each partition, and none can leave it out because it takes it
    /// to be another's.
    /// </remarks>
    /// <param name="record">The record.</param>
    /// <param name="read">Reads its messages.</param>
    public bool Owns(Record record, Func<MessageParts> read)
    {
        if (partitionBy is null)
        {
            return Owns(record.Stream);
        }

        try
        {
            return Owns(read());
        }
        catch (Exception) // The edge to the application's selector and serializers; thrown again, and heard, when the message is handed over.
        {
            return true;
        }
    }

    private bool Owns(StreamId stream) => IsIndexOf(KeyOf(stream));

    private bool IsIndexOf(string key) => PartitionHash.IndexOf(key, Layout.Count) == Index;
}
