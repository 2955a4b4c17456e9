using System.Globalization;
using Spectre.Console;

namespace Highway;

/// <summary>The proof as a table and a sentence.</summary>
internal static class ProofTable
{
    public static void Print(IAnsiConsole console, HighwayProof proof)
    {
        var table = new Table { Title = new TableTitle("Proof") };
        table.AddColumn("Subscriber");
        foreach (var column in (ReadOnlySpan<string>)["Cars", "Expected", "Counted", "Missing", "Doubled", "In its table", "Parked"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        table.AddColumn("Holds");
        foreach (var row in proof.Subscribers)
        {
            table.AddRow(
                row.Subscriber, Count(row.Cars), Count(row.Expected), Count(row.Counted), Count(row.Missing), Count(row.Doubled),
                Count(row.Total), Count(row.Parked), row.Holds ? "[green]yes[/]" : "[red]no[/]");
        }

        console.Write(table);
        console.WriteLine(
            $"{Count(proof.Cars)} cars, {Count(proof.Messages)} messages; streams whose numbers are not 1, 2, 3 …: {Count(proof.StreamsWithHoles.Count)}.");
        console.WriteLine(Sentence(proof));
    }

    private static string Sentence(HighwayProof proof) => proof switch
    {
        { Holds: true } => "Every car was counted exactly once by every subscriber.",
        _ when proof.Subscribers.Any(row => row.Parked > 0) => "NOT every car was counted: some are parked. Mend and replay before you end.",
        _ => "NOT every car was counted exactly once by every subscriber.",
    };

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
