namespace Po.Hosting;

// Resolves the handler from a fresh service scope for each transaction.
internal sealed class ServiceHandlerSource(Func<IServiceProvider, ResolvedHandler> resolve) : IHandlerSource
{
    public IHandlerScope Open(IServiceProvider services, ISubscriptionContext context) =>
        new ServiceHandlerScope(services, context, resolve);
}
