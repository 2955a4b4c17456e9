using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Highway;

/// <summary>Tables of the subscriptions and of the processes, drawn again and again.</summary>
internal static class LiveView
{
    private const int Sentences = 6;
    private const int ErrorLength = 48;

    public static IRenderable Draw(Look look, Traffic traffic, EventLog events, string help) => new Rows(
        new Text($"{events.Elapsed:mm\\:ss}  {Count(traffic.Cars)} cars, {Count(traffic.Sent)} messages{(traffic.IsOver ? ", all appended" : "")}"),
        Subscriptions(look),
        Workers(look),
        new Rows(events.Last(Sentences).Select(sentence => Cell(sentence))),
        new Text(help, new Style(decoration: Decoration.Dim)));

    private static Table Subscriptions(Look look)
    {
        var table = new Table { Title = new TableTitle("Subscriptions") };
        table.AddColumn("Subscription").AddColumn("State").AddColumn(Right("Position")).AddColumn(Right("Lag")).AddColumn(Right("Owner"))
            .AddColumn(Right("Epoch")).AddColumn(Right("Per second")).AddColumn(Right("Parked")).AddColumn("Last error");
        var states = look.Workers.ToDictionary(row => row.Id, row => row.State);
        foreach (var row in look.Subscriptions)
        {
            table.AddRow(
                Cell(row.Id),
                new Text(row.State, Style(row)),
                Cell(Count(row.Position)),
                Cell(Count(row.Lag)),
                new Text(row.Owner == 0 ? "" : Id(row.Owner), Style(states.GetValueOrDefault(row.Owner))),
                Cell(row.Epoch == 0 ? "" : Count(row.Epoch)),
                Cell(Rate(row.Rate)),
                Cell(Count(row.Parked)),
                Cell(row.LastError.Length > ErrorLength ? $"{row.LastError[..ErrorLength]}…" : row.LastError));
        }

        return table;
    }

    private static Table Workers(Look look)
    {
        var table = new Table { Title = new TableTitle("Processes") };
        table.AddColumn(Right("Process")).AddColumn("State").AddColumn(Right("Per second")).AddColumn(Right("Counted")).AddColumn("Owns");
        foreach (var row in look.Workers.TakeLast(10))
        {
            table.AddRow(
                Cell(Id(row.Id)),
                new Text(row.State.ToString().ToLowerInvariant(), Style(row.State)),
                Cell(Rate(row.Rate)),
                Cell(Count(row.Counted)),
                Cell(string.Join(", ", row.Owns)));
        }

        return table;
    }

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static Style Style(SubscriptionRow row) => row switch
    {
        { IsPaused: true } => Color.Red,
        { Parked: > 0 } or { State: "retrying" } => Color.Yellow,
        _ => Spectre.Console.Style.Plain,
    };

    private static Style Style(WorkerState state) => state switch
    {
        WorkerState.Frozen => Color.Blue,
        WorkerState.Killed or WorkerState.Ended => Color.Red,
        _ => Spectre.Console.Style.Plain,
    };

    // Errors are data: no markup, and nothing that a terminal would obey.
    private static Text Cell(string text) => new(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)));

    private static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rate(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);
}
