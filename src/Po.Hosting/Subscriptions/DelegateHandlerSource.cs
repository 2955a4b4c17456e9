namespace Po.Hosting;

internal sealed class DelegateHandlerSource(Func<Message, ISubscriptionContext, CancellationToken, ValueTask> handle) : IHandlerSource
{
    public IHandlerScope Open(IServiceProvider services, ISubscriptionContext context) =>
        new FixedHandlerScope(Handler.Create((message, cancellationToken) => handle(message, context, cancellationToken)));
}
