using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Highway;

/// <summary>What a worker process does: it runs the subscribers until its standard input is closed, even by the death of who started it.</summary>
internal static class WorkerHost
{
    public static async Task<int> RunAsync(WorkerOptions options, CancellationToken cancellationToken)
    {
        using var host = HighwayHost.Create(HighwayStores.Choose(options), Log, po =>
        {
            po.Services.AddSingleton(options);
            HighwaySubscribers.Register(po);
        });
        await host.StartAsync(cancellationToken);
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        try
        {
            await Task.Run(WaitForEndOfInput, CancellationToken.None).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C in the terminal and SIGTERM end it as gracefully as the end of its input does.
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }

        return 0;
    }

    private static void Log(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }
    }
}
