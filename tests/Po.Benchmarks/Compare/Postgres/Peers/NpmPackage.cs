using System.Diagnostics;

namespace Po.Benchmarks;

// A package fetched at run time by npm's ordinary client into a folder of its own, which goes when the side is done.
internal sealed class NpmPackage : IDisposable
{
    private static readonly string[] Install = ["install", "--no-audit", "--no-fund", "--omit=dev", "--ignore-scripts"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("po-bench-npm-");

    private NpmPackage(string name) => Location = Path.Combine(_folder.FullName, "node_modules", name);

    public string Location { get; }

    public string Folder => _folder.FullName;

    public static async Task<NpmPackage> InstallAsync(string name, string version)
    {
        var package = new NpmPackage(name);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(package.Folder, "package.json"), """{ "private": true }""");
            await RunAsync(package.Folder, [.. Install, $"{name}@{version}"]);
            return package;
        }
        catch (Exception e) // Whatever npm lacks, the other sides can be measured.
        {
            package.Dispose();
            throw new SideNotAvailableException($"npm does not bring {name}@{version} ({e.Message})", e);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task RunAsync(string folder, string[] arguments)
    {
        using var npm = Start(folder, arguments);
        using var patience = new CancellationTokenSource(Limit);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = npm.StandardError.ReadToEndAsync(patience.Token);
            await npm.WaitForExitAsync(patience.Token);
            await output;
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException((await errors).Split('\n')[0]);
            }
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw new TimeoutException($"no answer in {Limit.TotalMinutes:0} minutes");
        }
    }

    private static Process Start(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("npm", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
