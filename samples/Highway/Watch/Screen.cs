using Po;
using Spectre.Console;

namespace Highway;

/// <summary>Looks at the database a few times a second and shows it: drawn on a terminal, in lines elsewhere.</summary>
internal sealed class Screen(
    HighwayOptions options,
    IAnsiConsole console,
    HighwayWork work,
    Fleet fleet,
    Traffic traffic,
    Observer observer,
    Operator operates,
    IStore store,
    EventLog events,
    TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Keys _keys = new(operates, fleet, work.End);

    /// <summary>Shows the work until it is done and all workers have ended.</summary>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        if (console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
        {
            var help = options.NoInput ? "" : Keys.Help;
            await console.Live(new Text("")).Overflow(VerticalOverflow.Crop).StartAsync(context => WorkAsync(
                look =>
                {
                    context.UpdateTarget(LiveView.Draw(look, traffic, events, help));
                    return Task.CompletedTask;
                },
                cancellationToken));
        }
        else
        {
            var lines = new PlainView(Console.Out, events);
            await WorkAsync(look => lines.PrintAsync(look, traffic), cancellationToken);
        }
    }

    private async Task WorkAsync(Func<Look, Task> show, CancellationToken cancellationToken)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work.RunAsync(abandon.Token);
        try
        {
            while (!working.IsCompleted)
            {
                await LookAsync(show, abandon.Token);
                await Task.WhenAny(working, Task.Delay(Interval, time, abandon.Token));
            }
        }
        catch
        {
            await abandon.CancelAsync();
            await Task.WhenAny(working);
            throw;
        }

        await working;
        await fleet.StopAsync();
        events.Add("The workers have ended.");
        await LookAsync(show, cancellationToken);
    }

    private async Task LookAsync(Func<Look, Task> show, CancellationToken cancellationToken)
    {
        try
        {
            await fleet.LookAfterAsync();
            if (!options.NoInput)
            {
                await _keys.ObeyAsync(cancellationToken);
            }

            await show(await observer.LookAsync(traffic.LastGlobalNumber, cancellationToken));
        }
        catch (Exception e) when (store.IsTransient(e))
        {
            events.Add($"The database does not answer: {e.Message}");
            await show(observer.Last);
        }
    }
}
