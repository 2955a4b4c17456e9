namespace Po.Hosting;

// Where the handler of a subscription comes from.
internal interface IHandlerSource
{
    IHandlerScope Open(IServiceProvider services, ISubscriptionContext context);
}
