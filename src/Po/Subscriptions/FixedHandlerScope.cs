namespace Po;

// For a handler that lives as long as its subscription: nothing is made for a transaction, so nothing is disposed after it.
internal sealed class FixedHandlerScope(IMessageHandler handler) : IHandlerScope
{
    public IMessageHandler Handler { get; } = handler;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
