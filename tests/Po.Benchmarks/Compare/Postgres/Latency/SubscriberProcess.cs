using System.Diagnostics;
using System.Globalization;

namespace Po.Benchmarks;

// This program, started once more as the process that handles what this one appends.
internal sealed class SubscriberProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SubscriberProcess(Process process) => _process = process;

    public static async Task<SubscriberProcess> StartAsync(string connectionString)
    {
        var program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(SubscriberProcess).Assembly.Location] : [];
        var process = Process.Start(new ProcessStartInfo(program, [.. host, SubscriberCommand.Name, connectionString])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var subscriber = new SubscriberProcess(process);
        return await subscriber.ReadLineAsync(CancellationToken.None) == SubscriberCommand.Ready
            ? subscriber
            : throw new InvalidOperationException("The subscribing process did not say that it is ready.");
    }

    // When the handler was called with this message.
    public async Task<long> WhenHandledAsync(long globalNumber, CancellationToken cancellationToken)
    {
        while (true)
        {
            var parts = (await ReadLineAsync(cancellationToken)).Split(' ');
            if (long.Parse(parts[0], CultureInfo.InvariantCulture) == globalNumber)
            {
                return long.Parse(parts[1], CultureInfo.InvariantCulture);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await Patience.WaitForAsync("the subscribing process to end", _process.WaitForExitAsync());
        _process.Dispose();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var reading = _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
        return await Patience.WaitForAsync("a message in the subscribing process", reading, cancellationToken)
            ?? throw new InvalidOperationException("The subscribing process has ended; what it said is above.");
    }
}
