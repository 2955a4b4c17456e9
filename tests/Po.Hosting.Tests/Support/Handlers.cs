namespace Po.Hosting.Tests;

internal sealed class OpenedHandler(Journal journal) : IHandler<Opened>
{
    public ValueTask HandleAsync(Message<Opened> message, CancellationToken cancellationToken)
    {
        journal.Write($"opened {message.Data.Name}");
        return ValueTask.CompletedTask;
    }
}

[Subscription("doors", "doors")]
[Subscription("gates", "gates")]
internal sealed class AttributedHandler(Journal journal, ISubscriptionContext context) : IHandler<Opened>, IHandler<Closed>
{
    public ValueTask HandleAsync(Message<Opened> message, CancellationToken cancellationToken)
    {
        journal.Write($"{context.SubscriptionId}: opened {message.Data.Name}");
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message<Closed> message, CancellationToken cancellationToken)
    {
        journal.Write($"{context.SubscriptionId}: closed {message.Data.Name}");
        return ValueTask.CompletedTask;
    }
}

[Subscription("everything", "*")]
internal sealed class EverythingHandler(Journal journal) : IHandler
{
    public Guid Instance { get; } = Guid.NewGuid();

    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        journal.Write($"everything: {message.Type} by {Instance}");
        return ValueTask.CompletedTask;
    }
}

[Subscription("unknown", "doors")]
internal sealed class UnregisteredHandler : IHandler<Unregistered>
{
    public ValueTask HandleAsync(Message<Unregistered> message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

internal sealed class IdleHandler : IMessageHandler;
