using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Po;

namespace Highway;

/// <summary>Puts the application together, with the subscribers or without.</summary>
internal static class HighwayHost
{
    public static IHost Create(IHighwayStore store, Action<ILoggingBuilder> log, Action<IPoBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Whoever runs the host says why it did not start, in one sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        log(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ServicesStopConcurrently = true);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddPo(po =>
        {
            #region register
            po.AddMessages(HighwayJson.Registrations);
            #endregion
            store.Register(po);
            configure?.Invoke(po);
        });
        return builder.Build();
    }
}
