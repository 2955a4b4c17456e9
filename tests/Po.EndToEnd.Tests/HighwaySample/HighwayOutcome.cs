using System.Globalization;
using System.Text;
using Po.EndToEnd.Tests.GitHistory;

namespace Po.EndToEnd.Tests.HighwaySample;

/// <summary>What became of a run of the sample.</summary>
internal sealed class HighwayOutcome(Outcome outcome)
{
    public int ExitCode => outcome.ExitCode;

    public string Text { get; } = Encoding.UTF8.GetString(outcome.Output);

    public string Errors => outcome.Errors;

    /// <summary>The rows of the proof.</summary>
    public IReadOnlyList<ProofRow> Proof =>
    [
        .. from line in Text[Math.Max(0, Text.IndexOf(" Proof ", StringComparison.Ordinal))..].Split('\n')
           let cells = line.Split('│', StringSplitOptions.TrimEntries)
           where cells.Length == 11 && cells[1] != "Subscriber"
           select new ProofRow(
               cells[1], Number(cells[2]), Number(cells[3]), Number(cells[4]), Number(cells[5]), Number(cells[6]), Number(cells[7]),
               Number(cells[8]), cells[9]),
    ];

    /// <summary>How many lines contain a text.</summary>
    public int Count(string text) => Text.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Every car was counted exactly once by every subscriber, and the sample has said so.</summary>
    public void ShouldProve()
    {
        Proof.Select(row => row.Subscriber).Should().Equal(["traffic", "tolls", "speeds", "invoices"], Said());
        Proof.Should().AllSatisfy(
            row =>
            {
                row.Expected.Should().BePositive();
                row.Should().Be(row with { Counted = row.Expected, Missing = 0, Doubled = 0, Total = row.Expected, Parked = 0, Holds = "yes" });
            },
            Said());
        Text.Should().EndWith("Every car was counted exactly once by every subscriber.\n");
        ExitCode.Should().Be(0);
        Errors.Should().BeEmpty();
    }

    private static long Number(string cell) => long.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private string Said() => (Errors + Text).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
