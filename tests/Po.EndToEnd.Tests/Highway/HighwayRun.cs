using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.EndToEnd.Tests;

// Several hosts on one store, each with the same subscribers. Each host drives its share of the cars and stops, and another one
// takes its place, while the others go on.
internal sealed class HighwayRun(Action<IPoBuilder> useStore)
{
    private const int Places = 3;
    private const int Lives = 4;
    private const int CarsPerLife = 25;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<string> Subscribers { get; } = ["counter", "toll", "camera"];

    public static IReadOnlyList<string> Plates { get; } =
    [
        .. from place in Enumerable.Range(0, Places)
           from life in Enumerable.Range(0, Lives)
           from car in Enumerable.Range(0, CarsPerLife)
           select Plate(place, life, car),
    ];

    // Returns when every car has passed and every subscriber has seen it, with a host that is still running.
    public async Task<IHost> DriveAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Places).Select(place => LiveAsync(place, limit.Token)));
            var last = await StartAsync(limit.Token);
            foreach (var subscriber in Subscribers)
            {
                await last.Services.GetRequiredService<IPo>().Subscriptions[subscriber].WhenCaughtUpAsync(limit.Token);
            }

            return last;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited {Limit} for all cars to pass all subscribers.");
        }
    }

    private static string Plate(int place, int life, int car) =>
        string.Create(CultureInfo.InvariantCulture, $"{place}-{life}-{car}");

    private async Task LiveAsync(int place, CancellationToken cancellationToken)
    {
        for (var life = 0; life < Lives; life++)
        {
            using var host = await StartAsync(cancellationToken);
            var po = host.Services.GetRequiredService<IPo>();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, CarsPerLife),
                cancellationToken,
                async (car, token) => await po.AppendAsync(
                    new StreamId("highway", $"lane{car % 4}"), new CarPassed(Plate(place, life, car)), cancellationToken: token));
            await host.StopAsync(cancellationToken);
        }
    }

    private async Task<IHost> StartAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
        [
            // Nudges stay inside a host; the others' cars are found by polling.
            KeyValuePair.Create<string, string?>("Po:SubscriptionDefaults:MinPollInterval", "00:00:00.010"),
            KeyValuePair.Create<string, string?>("Po:SubscriptionDefaults:MaxPollInterval", "00:00:00.050"),
            KeyValuePair.Create<string, string?>("Po:SubscriptionDefaults:PageSize", "7"),
        ]);
        builder.Services.AddPo(po => useStore(po
            .AddMessage<CarPassed>("car-passed")
            .AddMessage<CarCounted>("car-counted")));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return host;
    }
}
