using System.Globalization;
using System.Text;
using Spectre.Console;

namespace GitHistory;

/// <summary>Tables and a chart; Spectre.Console leaves out colours where they would not be understood.</summary>
internal static class RichReport
{
    private const int Rows = 15;
    private const int Months = 24;

    public static async Task PrintAsync(
        IAnsiConsole console, IHistoryView view, ImportProgress progress, CancellationToken cancellationToken)
    {
        var contributors = await view.ReadContributorsAsync(cancellationToken);
        var files = await view.ReadMostChangedFilesAsync(Rows, cancellationToken);
        var months = await view.ReadMonthsAsync(cancellationToken);

        var commits = contributors.Sum(contributor => contributor.Commits);
        console.WriteLine($"{Count(commits)} commits, {Count(progress.Done)} messages appended now.");
        if (commits == 0)
        {
            return;
        }

        console.Write(Contributors(contributors));
        if (files.Count > 0)
        {
            console.Write(Files(files));
        }

        console.Write(Chart(months));
    }

    private static Table Contributors(IReadOnlyList<Contributor> contributors)
    {
        var table = new Table { Title = new TableTitle($"Contributors ({Math.Min(Rows, contributors.Count)} of {Count(contributors.Count)})") };
        table.AddColumn(new TableColumn("Commits").RightAligned()).AddColumn("Author");
        foreach (var contributor in contributors.Take(Rows))
        {
            table.AddRow(Cell(Count(contributor.Commits)), Cell(Encoding.UTF8.GetString(contributor.Line)));
        }

        return table;
    }

    private static Table Files(IReadOnlyList<ChangedFile> files)
    {
        var table = new Table { Title = new TableTitle("Most-changed files") };
        table.AddColumn(new TableColumn("Commits").RightAligned()).AddColumn(new TableColumn("Added").RightAligned())
            .AddColumn(new TableColumn("Deleted").RightAligned()).AddColumn("File");
        foreach (var file in files)
        {
            table.AddRow(Cell(Count(file.Commits)), Cell(Count(file.Added)), Cell(Count(file.Deleted)), Cell(file.Path));
        }

        return table;
    }

    // Up to the last month that has commits, those without any included: a gap is news, too.
    private static BarChart Chart(IReadOnlyList<CommitMonth> months)
    {
        var counts = months.ToDictionary(month => month.Month, month => month.Commits);
        var last = months[^1].Month;
        var first = Math.Max(months[0].Month, last - Months + 1);
        var chart = new BarChart { Label = "Commits per month", Width = 72 };
        for (var month = first; month <= last; month++)
        {
            chart.AddItem(new CommitMonth(month, 0).ToString(), counts.GetValueOrDefault(month), Color.Green);
        }

        return chart;
    }

    // Names and paths are data: no markup, and nothing that a terminal would obey.
    private static Text Cell(string text) =>
        new(string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)));

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
