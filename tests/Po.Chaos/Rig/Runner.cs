using System.Globalization;
using Spectre.Console;

namespace Po.Chaos;

/// <summary>Runs scenarios and prints what they have found.</summary>
internal static class Runner
{
    /// <summary>Runs one scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="form">How.</param>
    /// <param name="startServer">Starts a server for it.</param>
    /// <param name="console">Where to print.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>The violations.</returns>
    public static async Task<IReadOnlyCollection<Violation>> RunAsync(
        IScenario scenario, RunForm form, Func<Task<ChaosServer>> startServer, IAnsiConsole console, CancellationToken token)
    {
        console.MarkupLine(string.Create(
            CultureInfo.InvariantCulture, $"seed {form.Seed}: {scenario.Id}, {form.Cycles} cycles of {Markup.Escape(scenario.Title)}"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromMinutes(15) + (TimeSpan.FromSeconds(10) * form.Cycles));
        await using var server = scenario.Server is ServerNeed.None ? null : await startServer();
        using var run = new ChaosRun(scenario, form, server, console, limit.Token);
        var clock = run.Clock.Start();
        try
        {
            await scenario.RunAsync(run);
        }
        catch (ScenarioFailedException e)
        {
            run.Expect(run.Tally.Violations.Count > 0, "end", e.Message);
        }
        catch (Exception e) when (!token.IsCancellationRequested) // A scenario that ends in any other way has not shown what it should.
        {
            run.Violate("end", e.ToString());
        }

        Print(run, clock.Elapsed, console);
        if (run.Tally.Violations.Count > 0)
        {
            console.WriteLine($"The evidence is in {await EvidenceFolder.KeepAsync(run)}");
        }

        return run.Tally.Violations;
    }

    private static void Print(ChaosRun run, TimeSpan duration, IAnsiConsole console)
    {
        var tally = run.Tally;
        var table = new Table { Border = TableBorder.Ascii };
        table.AddColumns("scenario", "cycles", "seed", "events", "faults", "lost", "doubled", "out of order", "longest take-over", "worst time to head", "duration");
        table.AddRow(
            run.Scenario.Id,
            Text($"{tally.Cycles}"),
            Text($"{run.Seed}"),
            Text($"{tally.Events}"),
            Text($"{tally.Faults}"),
            Text($"{tally.Lost}"),
            Text($"{tally.Doubled}"),
            Text($"{tally.OutOfOrder}"),
            Milliseconds(tally.LongestTakeOver),
            Milliseconds(tally.WorstTimeToHead),
            Text($"{duration.TotalSeconds:0.0} s"));
        console.Write(table);
        console.WriteLine(Text(
            $"{tally.Appends} appends, {tally.UnknownAppends} of them with an end that nobody was told; {tally.Violations.Count} violations"));
        if (tally.MostKept is { } kept)
        {
            console.WriteLine(Text($"between its first and its later looks no process has kept more than {kept / 1024} KiB of objects"));
        }

        foreach (var note in tally.Notes)
        {
            console.WriteLine(note);
        }
    }

    private static string Milliseconds(TimeSpan? time) => time is { } value ? Text($"{value.TotalMilliseconds:0} ms") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
