using System.CommandLine;
using Po.Chaos;
using Spectre.Console;

var scenario = new Option<string[]>("--scenario", "-s")
{
    Description = "Which scenarios, one after the other; 'all' for all.",
    Required = true,
    AllowMultipleArgumentsPerToken = true,
};
var cycles = new Option<int?>("--cycles", "-c") { Description = "How many cycles; by default those of the small form." };
var seed = new Option<int?>("--seed") { Description = "What chance begins with; by default another one each time, which is printed." };
var patience = new Option<double>("--patience")
{
    Description = "Times that are promised may be so many times as long, for a machine that is busy with other things.",
    DefaultValueFactory = _ => 1,
};
var list = new Command("list", "Lists the scenarios.");
list.SetAction(_ => Lists.Print(AnsiConsole.Console));
var text = new Argument<string>("settings");
var worker = new Command("worker", "One of the processes that are started and broken.") { text };
worker.Hidden = true;
worker.SetAction((result, _) => WorkerProgram.RunAsync(result.GetValue(text)!));
var root = new RootCommand("Breaks what Po stands on, again and again, and checks what is promised.") { scenario, cycles, seed, patience, list, worker };
root.SetAction(async (result, token) =>
{
    // Redirected, a line is as long as it has to be.
    AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 200);
    var names = result.GetValue(scenario)!;
    var chosen = names is ["all"] ? ScenarioCatalog.All : [.. names.Select(Lists.Find)];
    var violations = 0;
    foreach (var one in chosen)
    {
        var found = await Runner.RunAsync(
            one,
            new RunForm(
                result.GetValue(cycles) ?? one.SmallCycles, result.GetValue(seed) ?? Random.Shared.Next(1_000_000), result.GetValue(patience)),
            ChaosServer.StartAsync,
            AnsiConsole.Console,
            token);
        violations += found.Count;
    }

    return violations == 0 ? 0 : 1;
});

// A worker stops by itself when it is told to: the command line must not end it.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration
{
    ProcessTerminationTimeout = args is ["worker", ..] ? null : TimeSpan.FromSeconds(30),
});
