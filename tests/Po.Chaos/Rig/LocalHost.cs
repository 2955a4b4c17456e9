using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Po.Chaos;

/// <summary>An application in this process, for faults that come from within.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly IHost _host;

    private LocalHost(IHost host)
    {
        _host = host;
        Po = host.Services.GetRequiredService<IPo>();
    }

    public IPo Po { get; }

    /// <summary>Starts an application whose subscriptions lose no time.</summary>
    /// <param name="configure">Its store, messages and subscriptions.</param>
    /// <param name="token">Gives up.</param>
    public static async Task<LocalHost> StartAsync(Action<IPoBuilder> configure, CancellationToken token)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddPo(po =>
        {
            po.Configure(options =>
            {
                options.SubscriptionDefaults.PageSize = 10;
                options.SubscriptionDefaults.MinPollInterval = TimeSpan.FromMilliseconds(10);
                options.SubscriptionDefaults.MaxPollInterval = TimeSpan.FromMilliseconds(100);
                options.SubscriptionDefaults.RetryDelay = TimeSpan.FromMilliseconds(1);
                options.SubscriptionDefaults.MaxRetryDelay = TimeSpan.FromMilliseconds(20);
            });
            configure(po);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(token);
            return new LocalHost(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Waits until a subscription has handled a message.</summary>
    /// <param name="run">The run.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="globalNumber">The message.</param>
    public Task WaitAsync(ChaosRun run, string subscription, long globalNumber) => run.RequireAsync(
        run.HeadLimit,
        "I8",
        $"subscription '{subscription}' reaches {globalNumber}",
        () => Task.FromResult(Po.Subscriptions[subscription].Position >= globalNumber));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    // The signals of this process are none of its business.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
