using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Po;

namespace GitHistory;

/// <summary>Puts the application together.</summary>
internal static class HistoryHost
{
    // A commit is one message, and some commits bring whole source trees: tens of thousands of files.
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    public static IHost Create(IHistoryStore store)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Whoever runs the host says why it did not start, in one sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();

        builder.Services.AddPo(po =>
        {
            po.Configure(options =>
            {
                options.Limits.MaxMessageBytes = MaxMessageBytes;
                options.Limits.MaxAppendBytes = 2 * MaxMessageBytes;
            });
            po.AddMessage("repository-chosen", HistoryJson.Default.RepositoryChosen);
            po.AddMessage("commit-recorded", HistoryJson.Default.CommitRecorded);
            po.AddMessage("commit-dropped", HistoryJson.Default.CommitDropped);
            po.AddSubscription<ContributorsHandler>("contributors", CommitRecorded.Group);
            po.AddSubscription<FilesHandler>("files", CommitRecorded.Group);
            store.Register(po);
        });

        return builder.Build();
    }
}
