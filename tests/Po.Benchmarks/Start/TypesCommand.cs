using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Po.Benchmarks;

// What many message types cost at the start, with a catalogue and by reflection: a program that has them is made, built and started again and
// again, in turn.
internal static class TypesCommand
{
    private const string Header = """
        | Registered by | From AddPo to a frozen registry, ms: median (min … max) |
        |---|---|
        """;

    public static Command Create()
    {
        var types = new Option<int>("--types") { Description = "How many message types.", DefaultValueFactory = _ => 1_000 };
        var times = new Option<int>("--times") { Description = "How often to start the program each way.", DefaultValueFactory = _ => 20 };
        var command = new Command("types", "Builds a program with many message types and prints what they cost at its start.") { types, times };
        command.SetAction(async (result, cancellationToken) =>
        {
            var folder = Directory.CreateTempSubdirectory("po-types-");
            try
            {
                var program = await BuildAsync(folder.FullName, result.GetValue(types), cancellationToken);
                List<double> catalogue = [], reflection = [];
                for (var i = 0; i < result.GetValue(times); i++)
                {
                    catalogue.Add(await MeasureAsync(program, "catalogue", cancellationToken));
                    reflection.Add(await MeasureAsync(program, "reflection", cancellationToken));
                }

                Console.WriteLine($"{Environment.ProcessorCount} cores, {result.GetValue(types)} types, {catalogue.Count} starts");
                Console.WriteLine();
                Console.WriteLine(Header);
                Console.WriteLine(Row("a catalogue", catalogue));
                Console.WriteLine(Row("reflection", reflection));
                return 0;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<string> BuildAsync(string folder, int types, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "Types.csproj"), TypesProject.Project(FindRepository()), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), TypesProject.Program, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "Messages.cs"), TypesProject.Messages(types), cancellationToken);
        await RunAsync(["build", folder, "-c", "Release", "-v", "q", "-o", Path.Combine(folder, "out")], cancellationToken);
        return Path.Combine(folder, "out", "Types.dll");
    }

    private static async Task<double> MeasureAsync(string program, string way, CancellationToken cancellationToken) =>
        double.Parse(await RunAsync([program, way], cancellationToken), CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} has ended with {process.ExitCode}: {output}");
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Po.Hosting.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The program is built from the sources of Po: run it in their folder.");
    }

    private static string Row(string way, List<double> times)
    {
        var spread = Spread.Of(times)!;
        return FormattableString.Invariant($"| {way} | **{spread.Median:0.0}** ({spread.Min:0.0} … {spread.Max:0.0}) |");
    }
}
