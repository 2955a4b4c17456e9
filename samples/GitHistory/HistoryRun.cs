using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Po;
using Spectre.Console;

namespace GitHistory;

/// <summary>One run: import, project, report.</summary>
internal static class HistoryRun
{
    public static async Task RunAsync(HistoryOptions options, CancellationToken cancellationToken)
    {
        var repository = await GitRepository.OpenAsync(options.Repository, cancellationToken);
        var store = HistoryStores.Choose(options, repository);
        using var host = HistoryHost.Create(store);
        var progress = new ImportProgress();
        var importer = await StartAsync(host, store, repository, progress, cancellationToken);
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

    private static async Task<Importer> StartAsync(
        IHost host, IHistoryStore store, GitRepository repository, ImportProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await store.PrepareAsync(host.Services, cancellationToken);
            await host.StartAsync(cancellationToken);
            var importer = new Importer(host.Services.GetRequiredService<IPo>(), repository, progress);
            await importer.ChooseRepositoryAsync(store, cancellationToken);
            return importer;
        }
        catch (Exception e) when (e is PoException or OptionsValidationException)
        {
            throw new UsageException(e.Message, e);
        }
        catch (Exception e) when (e is DbException or IOException or SocketException or UnauthorizedAccessException)
        {
            var reason = e.InnerException is { } inner ? $"{e.Message}: {inner.Message}" : e.Message;
            throw new UsageException($"The {store.Name} cannot be used: {reason}", e);
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
