using System.Runtime.InteropServices;

namespace Po.EndToEnd.Tests;

/// <summary>Finds programs that were built together with the tests.</summary>
internal static class BuiltProgram
{
    /// <summary>The runtime that runs this test runs the programs, whatever is on the PATH.</summary>
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The assembly of a program.</summary>
    /// <param name="folder">The folder of its project, from the root of the repository.</param>
    /// <param name="name">The name of its project.</param>
    public static string Find(string folder, string name)
    {
        // tests/Po.EndToEnd.Tests/bin/<configuration>/<framework>/ → <folder>/bin/<configuration>/<framework>/
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = own;
        while (!File.Exists(Path.Combine(root.FullName, "Po.Hosting.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        }

        var assembly = Path.Combine(root.FullName, folder, "bin", own.Parent!.Name, own.Name, name + ".dll");
        return File.Exists(assembly) ? assembly : throw new FileNotFoundException($"{name} is not built.", assembly);
    }
}
