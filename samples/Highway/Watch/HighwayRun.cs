using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Po;
using Spectre.Console;

namespace Highway;

/// <summary>One run: start workers, let cars drive, watch, end everything, prove.</summary>
internal static class HighwayRun
{
    // Wide enough for the proof where no terminal says how wide it is.
    private const int PlainWidth = 120;

    public static async Task<int> RunAsync(HighwayOptions options, CancellationToken cancellationToken)
    {
        var tables = HighwayStores.Choose(options.Worker);
        var time = TimeProvider.System;
        var events = new EventLog(time);
        using var host = HighwayHost.Create(tables, logging => logging.AddProvider(new EventLogProvider(events)));
        var run = await StartAsync(host, tables, options, cancellationToken);
        try
        {
            var services = host.Services;
            var (po, admin, store) = (services.GetRequiredService<IPo>(), services.GetRequiredService<IPoAdmin>(), services.GetRequiredService<IStore>());
            var console = AnsiConsole.Console;
            await using (var fleet = new Fleet(options.Worker, events, time))
            {
                var traffic = new Traffic(po, options, run, time);
                var observer = new Observer(admin, store, tables, fleet, time);
                var operates = new Operator(po, admin, store, tables, fleet, observer, traffic, events);
                var script = new Script(options, operates, observer, traffic, events, time);
                using var work = new HighwayWork(options, fleet, traffic, script, observer, events, time);
                var screen = new Screen(options, console, work, fleet, traffic, observer, operates, store, events, time);
                await screen.ShowAsync(cancellationToken);
            }

            if (Console.IsOutputRedirected)
            {
                console.Profile.Width = PlainWidth;
            }

            var proof = await new ProofReader(po, admin, store, tables).ReadAsync(cancellationToken);
            ProofTable.Print(console, proof);
            return proof.Holds ? 0 : 1;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    // Returns the number of the run.
    private static async Task<long> StartAsync(
        IHost host, IHighwayStore tables, HighwayOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // The host would start without the server and wait for it to come; whoever types a command wants to know at once.
            var store = host.Services.GetRequiredService<IStore>();
            await store.InitializeAsync(cancellationToken);
            await tables.PrepareAsync(store, cancellationToken);
            await host.StartAsync(cancellationToken);
            var started = await host.Services.GetRequiredService<IPo>()
                .AppendAsync(HighwayMessages.Runs, new RunStarted(options.Seed), cancellationToken: cancellationToken);
            return started.LastNumber;
        }
        catch (Exception e) when (e is PoException or OptionsValidationException)
        {
            throw new UsageException(e.Message, e);
        }
        catch (Exception e) when (e is DbException or IOException or SocketException or UnauthorizedAccessException)
        {
            var reason = e.InnerException is { } inner ? $"{e.Message}: {inner.Message}" : e.Message;
            throw new UsageException($"The {tables.Name} cannot be used: {reason}", e);
        }
    }
}
