using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Po.AotSmoke;

/// <summary>Does once what an application does, and checks each thing.</summary>
internal sealed class Smoke(IServiceProvider services, DbConnection connection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IPo _po = services.GetRequiredService<IPo>();
    private readonly StreamId _account = new("account", Guid.CreateVersion7().ToString("N"));

    public async IAsyncEnumerable<string> RunAsync()
    {
        await connection.OpenAsync();
        await using var _ = connection;
        await Ledger.CreateAsync(connection);

        await AppendAsync();
        yield return "appended 3 messages, and had an append refused that expected an empty stream";
        await ExecuteAsync();
        yield return "executed a command that appended, and one that did not";
        await ReadAsync();
        yield return "read them back as they were appended";
        await ProjectAsync();
        yield return "projected them, the second time from a snapshot";
        await SubscribeAsync();
        yield return "handed them to a subscription that wrote through its transaction";
        await AskAsync();
        yield return "is healthy";
    }

    private async Task AppendAsync()
    {
        var appended = await _po.AppendAsync(
            _account, [new Booked(50, []), new Booked(20, ["salary", "späť"]), new Booked(0.25m, [])], ExpectedNumber.NoStream);
        Check("the last number", appended.LastNumber, 3);
        try
        {
            await _po.AppendAsync(_account, new Booked(1, []), ExpectedNumber.NoStream);
        }
        catch (WriteConflictException e)
        {
            Check("the actual number of a conflict", e.ActualNumber, 3);
            return;
        }

        throw new SmokeException("An append that expected an empty stream was not refused.");
    }

    private async Task ExecuteAsync()
    {
        var done = await _po.ExecuteAsync(_account, () => new Withdraw(20.25m));
        Check("the number of the withdrawal", done.Appended.LastNumber, 4);
        var refused = await _po.ExecuteAsync(_account, () => new Withdraw(1_000));
        Check("whether too large a withdrawal was refused", refused.Command.IsRefused, true);
    }

    private async Task ReadAsync()
    {
        var messages = new List<Booked>();
        await foreach (var message in _po.ReadAsync(_account))
        {
            messages.Add((Booked)message.Data);
        }

        Check("what was read", string.Join(' ', messages.Select(message => message.Amount)), "50 20 0.25 -20.25");
        Check("the tags", string.Join(' ', messages.SelectMany(message => message.Tags)), "salary späť withdrawn");
    }

    private async Task ProjectAsync()
    {
        var first = await _po.ProjectAsync(_account, new Balance());
        await services.GetRequiredService<PoEngine>().FlushSnapshotsAsync();
        var second = await _po.ProjectAsync(_account, new Balance());
        Check("the balance", first.State, new BalanceState(50, 4));
        Check("the balance from a snapshot", second.State, first.State);
        Check("how many messages came after the snapshot", second.Handled, 0);
    }

    private async Task SubscribeAsync()
    {
        await foreach (var message in _po.ReadAsync(_account, new ReadOptions { Direction = ReadDirection.Backward, Limit = 1 }))
        {
            await _po.WaitForAsync("ledger", message.GlobalNumber, Patience);
        }

        Check("the row of the ledger", await Ledger.ReadAsync(connection, _account), (50m, 4L));
    }

    private async Task AskAsync()
    {
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Check("the health", report.Status, HealthStatus.Healthy);
        Check("how many health checks there are", report.Entries.Count, 2);
    }

    private static void Check<T>(string what, T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            throw new SmokeException($"It went wrong: {what} is {actual} and not {expected}.");
        }
    }
}
