using System.Diagnostics;

namespace Po.EndToEnd.Tests;

public class HelloWorldTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Prints_number_global_number_stream_and_greeting_and_ends_well()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [FindSample()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndOfAsync(process);

        (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Should().Equal(
            "1/1 messages: Hello, world!",
            "2/2 messages: Hi there!",
            "3/3 messages: Good morning!",
            "1/4 messages-german: Hallo Welt!");
        (await error).Should().BeEmpty();
        process.ExitCode.Should().Be(0);
    }

    private static async Task EndOfAsync(Process process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Waited {Limit} for the sample to end.");
        }
    }

    // The sample is built with this project, in the same configuration: …/bin/<configuration>/<framework>.
    private static string FindSample()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Po.Hosting.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return Path.Combine(
            root.FullName, "samples", "HelloWorld", "bin", output.Parent!.Name, output.Name, "HelloWorld.dll");
    }
}
