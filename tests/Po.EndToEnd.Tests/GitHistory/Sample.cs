using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>The built sample as a process of its own.</summary>
internal static class Sample
{
    // The runtime that runs this test runs the sample, whatever is on the PATH.
    private static readonly string Dotnet = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    // tests/Po.EndToEnd.Tests/bin/<configuration>/<framework>/ → samples/GitHistory/bin/<configuration>/<framework>/
    private static readonly string Assembly = Find();

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The arguments.</param>
    public static Task<Outcome> RunAsync(params IEnumerable<string> arguments) => Processes.EndAsync(Start(arguments));

    /// <summary>Runs it to its end with a variable of its environment set.</summary>
    public static Task<Outcome> RunWithAsync(string name, string value, params IEnumerable<string> arguments) =>
        Processes.EndAsync(
            Processes.Start(Dotnet, AppContext.BaseDirectory, [Assembly, .. arguments], variables: (name, value)));

    /// <summary>Runs it to its end in a working folder.</summary>
    public static Task<Outcome> RunInAsync(string folder, params IEnumerable<string> arguments) =>
        Processes.EndAsync(Processes.Start(Dotnet, folder, [Assembly, .. arguments]));

    public static Process Start(params IEnumerable<string> arguments) =>
        Processes.Start(Dotnet, AppContext.BaseDirectory, [Assembly, .. arguments]);

    private static string Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = own;
        while (!File.Exists(Path.Combine(root.FullName, "Po.Hosting.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        }

        var assembly = Path.Combine(
            root.FullName, "samples", "GitHistory", "bin", own.Parent!.Name, own.Name, "GitHistory.dll");
        return File.Exists(assembly) ? assembly : throw new FileNotFoundException("The sample is not built.", assembly);
    }
}
