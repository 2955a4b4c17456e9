using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting;

internal sealed class ServiceHandlerScope : IHandlerScope
{
    private readonly AsyncServiceScope _scope;
    private readonly Func<IServiceProvider, ResolvedHandler> _resolve;
    private ResolvedHandler? _resolved;

    public ServiceHandlerScope(
        IServiceProvider services, ISubscriptionContext context, Func<IServiceProvider, ResolvedHandler> resolve)
    {
        _scope = services.CreateAsyncScope();
        _scope.ServiceProvider.GetRequiredService<ScopedSubscriptionContext>().Context = context;
        _resolve = resolve;
    }

    // Resolved by the first who asks, so that a constructor that throws leaves a scope behind that its owner disposes of.
    public IMessageHandler Handler => (_resolved ??= _resolve(_scope.ServiceProvider)).Handler;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_resolved is { IsOwned: true, Handler: var handler })
            {
                await DisposeAsync(handler).ConfigureAwait(false);
            }
        }
        finally
        {
            await _scope.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask DisposeAsync(IMessageHandler handler)
    {
        if (handler is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (handler as IDisposable)?.Dispose();
        }
    }
}
