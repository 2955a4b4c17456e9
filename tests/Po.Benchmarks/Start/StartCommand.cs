using System.CommandLine;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// How long the native program of tests/Po.AotSmoke takes from its start to the moment when its host has started, and how much memory it
// takes; on each store. The program checks what it does, so a difference fails the run.
internal static class StartCommand
{
    private const string Header = """
        | Store | Start to ready, ms: median (min … max) | The first start, which makes the schema | Resident when ready, MB | Resident at most, MB |
        |---|---|---|---|---|
        """;

    public static Command Create()
    {
        var program = new Argument<FileInfo>("program") { Description = "The published Po.AotSmoke." };
        var times = new Option<int>("--times") { Description = "How often to start it on each store.", DefaultValueFactory = _ => 20 };
        var command = new Command("start", "Starts a published Po.AotSmoke again and again and prints what that takes.") { program, times };
        command.SetAction(async (result, cancellationToken) =>
        {
            var file = result.GetRequiredValue(program).FullName;
            var count = result.GetValue(times);
            var folder = Directory.CreateTempSubdirectory("po-start-");
            try
            {
                await using var database = await CreateDatabaseAsync();
                var sqlite = await MeasureAsync([file, "sqlite", Path.Combine(folder.FullName, "smoke.db")], count, cancellationToken);
                var postgres = await MeasureAsync([file, "postgres", database.ConnectionString], count, cancellationToken);

                Console.WriteLine($"{Environment.ProcessorCount} cores, {new FileInfo(file).Length / 1e6:0.0} MB, {count} starts");
                Console.WriteLine();
                Console.WriteLine(Header);
                Console.WriteLine(Row("SQLite", sqlite));
                Console.WriteLine(Row("PostgreSQL", postgres));
                return 0;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<PostgresDatabase> CreateDatabaseAsync()
    {
        try
        {
            return await PostgresServer.CreateDatabaseAsync();
        }
        catch (PostgresNotFoundException e)
        {
            throw new SideNotAvailableException("PostgreSQL's programs are not installed (Debian: postgresql)", e);
        }
    }

    private static async Task<List<OneStart>> MeasureAsync(string[] command, int count, CancellationToken cancellationToken)
    {
        var starts = new List<OneStart>();
        for (var i = 0; i <= count; i++)
        {
            starts.Add(await OneStart.RunAsync(command, cancellationToken));
        }

        return starts;
    }

    private static string Row(string store, List<OneStart> starts)
    {
        var later = starts[1..];
        var ready = Spread.Of(later.Select(start => start.Ready.TotalMilliseconds))!;
        var resident = Spread.Of(later.Select(start => start.ResidentWhenReady / 1e6))!;
        var most = Spread.Of(later.Select(start => start.ResidentAtMost / 1e6))!;
        return FormattableString.Invariant(
            $"| {store} | **{ready.Median:0}** ({ready.Min:0} … {ready.Max:0}) | {starts[0].Ready.TotalMilliseconds:0} | {resident.Median:0} | {most.Median:0} |");
    }
}
