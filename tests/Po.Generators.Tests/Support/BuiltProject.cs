using System.Diagnostics;

namespace Po.Generators.Tests;

// A project in a folder of its own, with what the package brings, and the commands of its owner.
internal sealed class BuiltProject : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("po-lock-");

    /// <summary>A library of messages.</summary>
    /// <param name="code">Its only file.</param>
    /// <param name="properties">What else its project says.</param>
    /// <param name="isForSeveral">Whether it is for several frameworks, if only one of them is there.</param>
    public BuiltProject(string code, string properties = "", bool isForSeveral = false)
    {
        var source = Path.Combine(Repository.Root, "src/Po.Generators");
        var framework = isForSeveral ? "TargetFrameworks" : "TargetFramework";
        var output = AppContext.BaseDirectory;
        File.WriteAllText(PathOf("Application.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{source}/build/Po.Generators.props" />
              <PropertyGroup>
                <{framework}>net{Environment.Version.ToString(2)}</{framework}>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{output}Po.dll;{output}Po.Abstractions.dll" />
                <Analyzer Include="{output}Po.Generators.dll" />
              </ItemGroup>
              <Import Project="{source}/build/Po.Generators.targets" Condition="'$(TargetFramework)' != ''" />
              <Import Project="{source}/buildMultiTargeting/Po.Generators.targets" Condition="'$(TargetFramework)' == ''" />
            </Project>
            """);
        File.WriteAllText(PathOf("Messages.cs"), code);
    }

    /// <summary>The text of its lock file.</summary>
    public string Lock
    {
        get => File.ReadAllText(PathOf(LockFile.FileName));
        set => File.WriteAllText(PathOf(LockFile.FileName), value);
    }

    /// <summary>Runs <c>dotnet build -t:UpdateEventsLock</c>.</summary>
    /// <returns>What it ends with, and what it prints.</returns>
    public async Task<(int ExitCode, string Output)> UpdateAsync(params string[] properties)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["build", "-t:UpdateEventsLock", "-v:m", "-nologo", "-tl:off", "-nr:false", .. properties])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Waited {Limit} for a build to end.");
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
