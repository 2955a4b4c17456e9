using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Po.Benchmarks;

// This program, started once more as the process that hears of what this one does: it writes a line for each thing, a number and when it
// heard of it. That time is of the machine's monotonic clock, which all its processes share. Ends with its input.
internal sealed class OtherProcess : IAsyncDisposable
{
    private const string Ready = "ready";

    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    /// <summary>The hidden command that is the other process.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">What it does with the database that it is given.</param>
    public static Command CreateCommand(string name, Func<string, CancellationToken, Task<int>> run)
    {
        var database = new Argument<string>("connection-string");
        var command = new Command(name, "Part of compare.") { database };
        command.Hidden = true;
        command.SetAction((result, cancellationToken) => run(result.GetValue(database)!, cancellationToken));
        return command;
    }

    public static async Task<OtherProcess> StartAsync(string command, string connectionString)
    {
        var program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(OtherProcess).Assembly.Location] : [];
        var process = Process.Start(new ProcessStartInfo(program, [.. host, command, connectionString])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var other = new OtherProcess(process);
        return await other.ReadLineAsync(CancellationToken.None) == Ready
            ? other
            : throw new InvalidOperationException("The other process did not say that it is ready.");
    }

    /// <summary>In the other process: says that it hears from now on, and stays until it is to end.</summary>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task StayAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(Ready);

        // The console has no asynchronous reads: a thread of its own waits for the end.
        await Task.Run(Console.In.ReadToEnd, cancellationToken);
    }

    /// <summary>In the other process: says that it hears of something now.</summary>
    /// <param name="number">The number of it.</param>
    public static void Hear(long number)
    {
        var now = Stopwatch.GetTimestamp();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} {now}"));
    }

    // When it was heard of there.
    public async Task<long> WhenHeardAsync(long number, CancellationToken cancellationToken)
    {
        while (true)
        {
            var parts = (await ReadLineAsync(cancellationToken)).Split(' ');
            if (long.Parse(parts[0], CultureInfo.InvariantCulture) == number)
            {
                return long.Parse(parts[1], CultureInfo.InvariantCulture);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await Patience.WaitForAsync("the other process to end", _process.WaitForExitAsync());
        _process.Dispose();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var reading = _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
        return await Patience.WaitForAsync("a message in the other process", reading, cancellationToken)
            ?? throw new InvalidOperationException("The other process has ended; what it said is above.");
    }
}
