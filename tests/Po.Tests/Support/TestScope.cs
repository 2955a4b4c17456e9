namespace Po.Tests;

internal sealed class TestScope(IMessageHandler handler, Func<ValueTask>? disposing = null) : IHandlerScope
{
    public IMessageHandler Handler { get; } = handler;

    public ValueTask DisposeAsync() => disposing?.Invoke() ?? ValueTask.CompletedTask;
}
