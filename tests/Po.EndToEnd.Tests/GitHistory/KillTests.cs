using System.Diagnostics;
using System.Globalization;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>
/// Ends the sample with SIGKILL at random moments, runs it again and compares. PO_KILL_CYCLES sets the number of kills (10), and
/// PO_KILL_SEED repeats the moments of a run that has failed.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    // What a run does with the commits of the sample: enough for a dozen appends and two dozen transactions of subscriptions.
    private const int Commits = 4_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ends_in_the_same_result_after_being_killed_at_any_moment()
    {
        var cycles = Number("PO_KILL_CYCLES") ?? 10;
        var seed = Number("PO_KILL_SEED") ?? Random.Shared.Next();
        output.WriteLine($"PO_KILL_SEED={seed} PO_KILL_CYCLES={cycles}");
        var random = new Random(seed);
        var git = await Git.InitAsync(_folder["repository"]);
        await git.ImportAsync(Histories.Large(Commits, seed));
        var shortlog = await git.ShortlogAsync();
        var clock = Stopwatch.StartNew();
        (await RunAsync(git, "reference.db")).Lines.Should().Equal(shortlog.Lines);
        var duration = clock.Elapsed;
        var size = Size("reference.db");
        var expected = await ReadModelDump.ReadAsync(_folder["reference.db"]);
        var kills = 0;

        // A run that was faster than its end is no kill: the next database makes up for it.
        for (var database = 0; kills < cycles && database < cycles * 4; database++)
        {
            // Some databases are killed once, others again and again.
            var name = $"{database}.db";
            for (var left = random.Next(1, 5); left > 0 && kills < cycles; left--)
            {
                if (!await KillAsync(git, name, random, duration, size))
                {
                    break;
                }

                kills++;
            }

            var printed = await RunAsync(git, name);

            printed.Lines.Should().Equal(shortlog.Lines, $"of seed {seed}, database {database}");
            (await ReadModelDump.ReadAsync(_folder[name])).Should().BeEquivalentTo(
                expected, options => options.WithStrictOrdering(), $"of seed {seed}, database {database}");
        }

        kills.Should().Be(cycles);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_gracefully_with_130_and_the_next_run_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows sends no SIGINT to a single process.");
        var git = await Git.InitAsync(_folder["repository"]);
        await git.ImportAsync(Histories.Large(3 * Commits, seed: 7));

        var run = Sample.StartInterruptible(git.Folder, "--db", _folder["interrupted.db"], "--plain");
        using var timeout = new CancellationTokenSource(Processes.Patience);
        await GrowsAsync("interrupted.db", size: 200_000, timeout.Token);
        using (var kill = Process.Start("kill", ["-INT", run.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var interrupted = await Processes.EndAsync(run);

        interrupted.ExitCode.Should().Be(130);
        interrupted.Output.Should().BeEmpty();
        interrupted.Errors.Should().Be("Interrupted. Run the same command again to go on.\n");
        (await RunAsync(git, "interrupted.db")).Lines.Should().Equal((await git.ShortlogAsync()).Lines);
    }

    // Real time is the subject here: half of the moments are a delay after the start, half a size that the database has reached,
    // which finds the middle of the import on a busy machine, too.
    private async Task<bool> KillAsync(Git git, string database, Random random, TimeSpan duration, long size)
    {
        var delay = duration * random.NextDouble();
        var before = Size(database);
        var growth = before + (long)(Math.Max(size - before, size / 10) * random.NextDouble());
        var bySize = random.Next(2) == 0;
        using var run = Start(git, database);
        using var timeout = new CancellationTokenSource(Processes.Patience);
        var ending = run.WaitForExitAsync(timeout.Token);
        await await Task.WhenAny(
            ending, bySize ? GrowsAsync(database, growth, timeout.Token) : Task.Delay(delay, timeout.Token));
        run.Kill();
        await ending;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{database}: {(bySize ? $"at {growth} of {size} bytes" : $"after {delay.TotalMilliseconds:0} of {duration.TotalMilliseconds:0} ms")}, "
            + $"exit code {run.ExitCode}, {before} bytes before, {Size(database)} after"));
        await timeout.CancelAsync();
        return run.ExitCode != 0;
    }

    private async Task GrowsAsync(string database, long size, CancellationToken cancellationToken)
    {
        while (Size(database) < size)
        {
            await Task.Delay(1, cancellationToken);
        }
    }

    private long Size(string database) => Directory.EnumerateFiles(_folder.Path, database + "*").Sum(SizeOf);

    // The write-ahead log comes and goes.
    private static long SizeOf(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private Process Start(Git git, string database) => Sample.Start(git.Folder, "--db", _folder[database], "--plain");

    private async Task<Outcome> RunAsync(Git git, string database) =>
        (await Processes.EndAsync(Start(git, database))).ShouldSucceed();

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
