using System.CommandLine;

namespace Po.Benchmarks;

internal static class CompareCommand
{
    public static Command Create()
    {
        var only = new Option<string>("--only") { Description = "Which comparisons to run, with commas between; all of them by default." };
        var rounds = new Option<int>("--rounds") { Description = "How often each side runs, in turns.", DefaultValueFactory = _ => 7 };
        var seconds = new Option<double>("--seconds") { Description = "How long a side runs in a round.", DefaultValueFactory = _ => 2 };
        var records = new Option<int>("--records") { Description = "How many records a catch-up reads.", DefaultValueFactory = _ => 100_000 };
        var json = new Option<FileInfo>("--json") { Description = "Writes the results to this file, too." };
        var docs = new Option<DirectoryInfo>("--docs")
        {
            Description = "Puts table and plot into benchmarks.md and benchmarks.svg of this folder, too.",
        };
        var dry = new Option<bool>("--dry") { Description = "One short round of each: proves that they run, measures nothing." };
        var command = new Command("compare", "Runs each comparison side by side and prints the ratios.")
        {
            only, rounds, seconds, records, json, docs, dry,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var plan = result.GetValue(dry)
                ? new RunPlan(1, TimeSpan.FromMilliseconds(100), 2_000)
                : new RunPlan(result.GetValue(rounds), TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(records));
            var wanted = result.GetValue(only)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var chosen = Comparisons.All
                .Where(comparison => wanted is null || comparison.Claims.Any(claim => wanted.Contains(claim.Name)))
                .ToArray();
            if (chosen.Length == 0)
            {
                var names = Comparisons.All.SelectMany(comparison => comparison.Claims).Select(claim => claim.Name);
                await Console.Error.WriteLineAsync($"No such comparison. There are: {string.Join(", ", names)}");
                return 2;
            }

            var report = new Report();
            try
            {
                foreach (var comparison in chosen)
                {
                    await AddAsync(report, comparison, plan, cancellationToken);
                }
            }
            finally
            {
                await GrowthStores.DisposeAsync();
                await PostgresBench.StopAsync();
            }

            report.Print();
            if (result.GetValue(json) is { } file)
            {
                await report.WriteJsonAsync(file, cancellationToken);
            }

            if (result.GetValue(docs) is { } folder)
            {
                await BenchmarkPage.WriteAsync(folder, report, cancellationToken);
            }

            return 0;
        });
        return command;
    }

    // What is not on this machine is said, and the rest is measured.
    private static async Task AddAsync(Report report, Comparison comparison, RunPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            report.Add(comparison, await Runner.RunAsync(comparison, plan, cancellationToken));
        }
        catch (SideNotAvailableException e)
        {
            Console.WriteLine($"{comparison.Name} is left out: {e.Message}.");
        }
    }
}
