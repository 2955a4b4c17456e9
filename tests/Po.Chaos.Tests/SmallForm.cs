using Po.Postgres.Server;
using Spectre.Console;

namespace Po.Chaos.Tests;

/// <summary>Runs the small form of a scenario: a few cycles, with a seed that is printed.</summary>
internal static class SmallForm
{
    // The other test projects run at the same time, on few processors. The long form, on its own, allows what is promised.
    private const double Patience = 20;

    public static async Task HoldsAsync(string id, ITestOutputHelper output)
    {
        var scenario = ScenarioCatalog.Find(id)!;
        await SkipWithoutAsync(scenario.Server);
        await using var printed = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(printed),
        });
        console.Profile.Width = 200;
        try
        {
            var violations = await Runner.RunAsync(
                scenario,
                new RunForm(scenario.SmallCycles, Random.Shared.Next(1_000_000), Patience),
                scenario.Server is ServerNeed.Own ? ChaosServer.StartAsync : ChaosServer.ShareAsync,
                console,
                TestContext.Current.CancellationToken);

            violations.Should().BeEmpty(printed.ToString().Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        }
        finally
        {
            output.WriteLine(printed.ToString());
        }
    }

    private static async Task SkipWithoutAsync(ServerNeed need)
    {
        if (need is ServerNeed.Database && await PostgresServer.GetReasonToSkipAsync() is { } reason)
        {
            Assert.Skip(reason);
        }

        Assert.SkipWhen(
            need is ServerNeed.Own && !PostgresCluster.IsInstalled,
            "A server that can be stopped needs the programs of PostgreSQL (Debian: postgresql).");
    }
}
