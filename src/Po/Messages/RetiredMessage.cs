namespace Po;

// What is stored of a type that says nothing to anybody any more.
internal sealed class RetiredMessage(MessageVersion from) : IUpcaster
{
    public MessageVersion From { get; } = from;

    public IReadOnlyList<MessageVersion> Into => [];

    public IEnumerable<StoredMessage> Upcast(StoredMessage message) => [];
}
