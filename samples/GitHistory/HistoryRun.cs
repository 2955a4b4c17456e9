using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Po;
using Spectre.Console;

namespace GitHistory;

/// <summary>One run: import, project, report.</summary>
internal static class HistoryRun
{
    public static async Task RunAsync(HistoryOptions options, CancellationToken cancellationToken)
    {
        var repository = await GitRepository.OpenAsync(options.Repository, cancellationToken);
        var database = options.InMemory ? null : options.Database ?? DatabaseFile.For(repository);
        if (database is not null)
        {
            DatabaseFile.CreateFolder(database);
        }

        using var host = HistoryHost.Create(database);
        var po = host.Services.GetRequiredService<IPo>();
        var progress = new ImportProgress();
        var importer = new Importer(po, repository, progress);
        await StartAsync(host, importer, database, cancellationToken);
        try
        {
            // A worker that ends the host would leave us waiting for it.
            var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
            await WorkAsync(options, host, importer, progress, either.Token);
            if (repository.Incomplete > 0)
            {
                await Console.Error.WriteLineAsync(
                    $"This clone lacks contents that {repository.Incomplete} of the new commits refer to: their lines are not counted.");
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var failed = host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
                .Select(worker => worker.ExecuteTask?.Exception?.GetBaseException()).FirstOrDefault(error => error is not null);
            throw new WorkerException($"A worker has ended: {failed?.Message ?? "it gave no reason."}", failed ?? e);
        }
        finally
        {
            // The handlers in flight end, their transactions are committed: the next run goes on from there.
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task StartAsync(
        IHost host, Importer importer, string? database, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken);
            await importer.ChooseRepositoryAsync(database, cancellationToken);
        }
        catch (PoException e)
        {
            throw new UsageException(e.Message, e);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The database '{database}' cannot be used: {e.Message}", e);
        }
    }

    private static async Task WorkAsync(
        HistoryOptions options, IHost host, Importer importer, ImportProgress progress, CancellationToken cancellationToken)
    {
        var subscriptions = host.Services.GetRequiredService<IPo>().Subscriptions;
        var view = host.Services.GetRequiredService<IHistoryView>();
        if (options.Plain)
        {
            await ImportAndProjectAsync();
            await PlainReport.PrintAsync(view, cancellationToken);
        }
        else
        {
            await ProgressBars.ShowAsync(AnsiConsole.Console, progress, subscriptions, ImportAndProjectAsync);
            await RichReport.PrintAsync(AnsiConsole.Console, view, progress, cancellationToken);
        }

        async Task ImportAndProjectAsync()
        {
            await importer.RunAsync(cancellationToken);
            foreach (var subscription in subscriptions.Values)
            {
                await subscription.WhenCaughtUpAsync(cancellationToken);
            }
        }
    }
}
