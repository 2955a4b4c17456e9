namespace Po.Hosting;

internal sealed class FixedHandlerScope(IMessageHandler handler) : IHandlerScope
{
    public IMessageHandler Handler { get; } = handler;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
