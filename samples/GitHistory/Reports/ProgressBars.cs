using Po;
using Spectre.Console;

namespace GitHistory;

/// <summary>Bars for the import and for each subscription, on a terminal; elsewhere nothing.</summary>
internal static class ProgressBars
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task ShowAsync(
        IAnsiConsole console,
        ImportProgress import,
        IReadOnlyDictionary<string, ISubscription> subscriptions,
        Func<Task> work)
    {
        if (!console.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            await work();
            return;
        }

        await console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var importing = context.AddTask("importing commits");
                var bars = subscriptions.Values.OrderBy(subscription => subscription.Id, StringComparer.Ordinal)
                    .Select(subscription => (subscription, Bar: context.AddTask($"projecting {Markup.Escape(subscription.Id)}")))
                    .ToList();
                var done = work();
                using var timer = new PeriodicTimer(Interval);
                while (!done.IsCompleted)
                {
                    Update(importing, import.Done, import.Total);
                    foreach (var (subscription, bar) in bars)
                    {
                        var position = subscription.Position;
                        Update(bar, position, Math.Max(position + subscription.Lag, import.Total));
                    }

                    await Task.WhenAny(done, timer.WaitForNextTickAsync().AsTask());
                }

                await done;
                foreach (var bar in bars.Select(pair => pair.Bar).Prepend(importing))
                {
                    Update(bar, 1, 1);
                }
            });
    }

    private static void Update(ProgressTask bar, double value, double maximum)
    {
        bar.MaxValue = Math.Max(maximum, 1);
        bar.Value = value;
    }
}
