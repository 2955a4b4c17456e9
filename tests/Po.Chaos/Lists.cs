using System.Globalization;
using Spectre.Console;

namespace Po.Chaos;

/// <summary>The scenarios for the command line.</summary>
internal static class Lists
{
    public static IScenario Find(string id) => ScenarioCatalog.Find(id)
        ?? throw new ArgumentException($"There is no scenario '{id}': {string.Join(", ", ScenarioCatalog.All.Select(scenario => scenario.Id))}.");

    public static void Print(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Ascii };
        table.AddColumns("scenario", "what is done", "checks", "small form");
        foreach (var scenario in ScenarioCatalog.All)
        {
            table.AddRow(
                scenario.Id,
                Markup.Escape(scenario.Title),
                Markup.Escape(scenario.Checks),
                string.Create(CultureInfo.InvariantCulture, $"{scenario.SmallCycles} cycles"));
        }

        console.Write(table);
    }
}
