using System.Diagnostics;

namespace Po.Architecture.Tests;

// The working copy that the tests were built from: what Git tracks, and what is new and not ignored.
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = ListFiles();

    // The projects that ship and that applications load, by name.
    public static IReadOnlyList<string> Shipping { get; } = [.. Sources().Where(project => !IsCompilerPart(project))];

    // The projects that ship and that the compiler loads: they are made for it, and reference nothing that applications load.
    public static IReadOnlyList<string> CompilerParts { get; } = [.. Sources().Where(IsCompilerPart)];

    public static IEnumerable<string> FilesUnder(string folder, string extension) => Files.Where(file =>
        file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string FullPath(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(FullPath(file));

    public static string[] ReadLines(string file) => File.ReadAllLines(FullPath(file));

    private static IEnumerable<string> Sources() => FilesUnder("src/", ".csproj").Select(file => Path.GetFileNameWithoutExtension(file));

    private static bool IsCompilerPart(string project) => project.StartsWith("Po.Generators", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Po.Hosting.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Po.Hosting.sln.");
    }

    private static string[] ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(FullPath(file))).Distinct()]
            : throw new InvalidOperationException($"git ls-files has failed in {Root} with exit code {git.ExitCode}.");
    }
}
