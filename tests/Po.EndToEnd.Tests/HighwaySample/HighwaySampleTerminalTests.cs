using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Po.EndToEnd.Tests.GitHistory;

namespace Po.EndToEnd.Tests.HighwaySample;

/// <summary>The sample at a terminal, which <c>script</c> makes.</summary>
public sealed partial class HighwaySampleTerminalTests : IDisposable
{
    private const string Script = "/usr/bin/script";

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _output = new();

    private Process? _run;

    public void Dispose()
    {
        // It has ended, unless the test has failed.
        if (_run is { HasExited: false })
        {
            _run.Kill(entireProcessTree: true);
            _run.WaitForExit();
        }

        _run?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Keys_kill_and_replace_a_worker_and_poison_mend_and_replay_a_car_until_the_proof_holds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Script), $"There is no {Script} to make a terminal.");
        var run = _run = Start("--store", "sqlite", "--db", _folder["highway.db"], "--workers", "2", "--rate", "40");
        var reading = ReadAsync(run);

        await TypeAsync(run, "", "the keys are shown", "q end");
        await TypeAsync(run, "p", "the car without a tariff is parked", @"│ +[1-9]\d* +│ UnknownTariffException");
        await TypeAsync(run, "k", "a worker is killed", @" is killed\.");
        await TypeAsync(run, "n", "another one is started", @"Worker \d+ was started\.", times: 3);
        await TypeAsync(run, "m", "the tariff is set", @"There is a tariff now for ufo-1-1\.");
        await TypeAsync(run, "r", "the car is replayed", "Replay by ");
        await TypeAsync(run, "q", "the proof holds", @"Every car was counted exactly once by every subscriber\.");

        await run.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await reading.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        run.ExitCode.Should().Be(0);
        Output().Should().Contain("k kill  f freeze").And.Contain("│ killed │").And.Contain("│ ended  │");
        _output.ToString().Should().Contain("\e[", "there is a terminal");
    }

    private static Process Start(params IEnumerable<string> arguments)
    {
        // The terminal that it makes has no size of its own.
        var program = BuiltProgram.Find(Path.Combine("samples", "Highway"), "Highway");
        var command = $"stty rows 50 cols 160 && exec '{BuiltProgram.Dotnet}' '{program}' {string.Join(' ', arguments.Select(argument => $"'{argument}'"))}";
        return Processes.Start(Script, AppContext.BaseDirectory, ["-qefc", command, "/dev/null"], ("TERM", "xterm-256color"));
    }

    private async Task TypeAsync(Process run, string key, string what, string pattern, int times = 1)
    {
        await run.StandardInput.WriteAsync(key);
        await run.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(what, _ => Task.FromResult(run.HasExited || Count(pattern) >= times));
        Count(pattern).Should().BeGreaterThanOrEqualTo(times, what);
    }

    // What is on the screen is drawn again and again.
    private int Count(string pattern) => Regex.Matches(Output(), pattern).Select(match => match.Value).Distinct().Count();

    private string Output()
    {
        lock (_output)
        {
            return Escape().Replace(_output.ToString(), "");
        }
    }

    private async Task ReadAsync(Process run)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await run.StandardOutput.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
        {
            lock (_output)
            {
                _output.Append(buffer, 0, read);
            }
        }
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();
}
