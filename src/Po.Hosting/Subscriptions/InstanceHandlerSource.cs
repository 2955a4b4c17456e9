namespace Po.Hosting;

internal sealed class InstanceHandlerSource(IMessageHandler handler) : IHandlerSource
{
    public IHandlerScope Open(IServiceProvider services, ISubscriptionContext context) => new FixedHandlerScope(handler);
}
