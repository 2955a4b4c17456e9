using System.Diagnostics;
using Po.EndToEnd.Tests.GitHistory;

namespace Po.EndToEnd.Tests.HighwaySample;

/// <summary>The built sample as a process of its own, which starts its workers.</summary>
internal static class HighwayProgram
{
    private static readonly string Assembly = BuiltProgram.Find(Path.Combine("samples", "Highway"), "Highway");

    /// <summary>Runs it to its end.</summary>
    public static async Task<HighwayOutcome> RunAsync(params IEnumerable<string> arguments) =>
        new(await Processes.EndAsync(Start(arguments)));

    public static Process Start(params IEnumerable<string> arguments) =>
        Processes.Start(BuiltProgram.Dotnet, AppContext.BaseDirectory, [Assembly, .. arguments]);
}
