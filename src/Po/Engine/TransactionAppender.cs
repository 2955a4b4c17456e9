namespace Po;

internal sealed class TransactionAppender(IRegistry registry, long size) : ITransactionAppender
{
    private readonly List<object> _messages = [];

    public IReadOnlyList<object> Messages => _messages;

    public long Size => size + _messages.Count;

    public void Append(params ReadOnlySpan<object> messages)
    {
        foreach (var message in messages)
        {
            ArgumentNullException.ThrowIfNull(message, nameof(messages));
            var type = (message as NewMessage)?.Data.GetType() ?? message.GetType();
            _messages.Add(registry.Contains(type) ? message : throw new UnknownMessageTypeException(type));
        }
    }
}
