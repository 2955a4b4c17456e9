using System.Globalization;

namespace Highway;

/// <summary>Lines instead of a live view: what happens, and every second, if something has changed, where everybody is.</summary>
internal sealed class PlainView(TextWriter output, EventLog events)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private int _seen;
    private TimeSpan _next;
    private string _line = "";

    public async Task PrintAsync(Look look, Traffic traffic)
    {
        foreach (var sentence in events.Since(ref _seen))
        {
            await output.WriteLineAsync(sentence);
        }

        if (events.Elapsed >= _next)
        {
            _next = events.Elapsed + Interval;
            var line = string.Create(CultureInfo.InvariantCulture, $"{traffic.Cars} cars, {traffic.Sent} messages; {Subscriptions(look)}");
            if (line != _line)
            {
                _line = line;
                await output.WriteLineAsync($@"{events.Elapsed:mm\:ss} {line}");
            }
        }
    }

    private static string Subscriptions(Look look) => string.Join("; ", look.Subscriptions.Select(row => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Id} {row.State}, lag {row.Lag}, {row.Rate:N0}/s{(row.Owner == 0 ? "" : $" by {row.Owner}")}{(row.Parked == 0 ? "" : $", {row.Parked} parked")}")));
}
