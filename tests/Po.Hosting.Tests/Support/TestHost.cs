using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Po.Hosting.Tests;

// Real hosts whose container checks scopes and every registration when it is built.
internal static class TestHost
{
    public static HostApplicationBuilder CreateBuilder(params (string Key, string? Value)[] configuration)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.ConfigureContainer(new DefaultServiceProviderFactory(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }));
        builder.Configuration.AddInMemoryCollection(
            configuration.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));
        builder.Logging.AddFakeLogging().SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<Journal>();
        return builder;
    }

    public static async Task<IHost> StartAsync(this HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public static IPo Po(this IHost host, string name = "") => host.Services.GetPoService<IPo>(name);

    public static Journal Journal(this IHost host) => host.Services.GetRequiredService<Journal>();

    public static Task CaughtUpAsync(this IPo po, string subscriptionId) =>
        po.Subscriptions[subscriptionId].WhenCaughtUpAsync(TestContext.Current.CancellationToken).AsTask()
            .WithinAsync($"subscription '{subscriptionId}' to catch up");
}
