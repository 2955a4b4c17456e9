using System.Globalization;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.ManyProcesses;

/// <summary>Several processes on one database, those that have ended among them.</summary>
/// <param name="connectionString">Connects to the database.</param>
/// <param name="bouncer">What the processes connect through; null for straight to the server.</param>
internal sealed class Fleet(string connectionString, PgBouncer? bouncer = null) : IAsyncDisposable
{
    private readonly string _connectionString = bouncer?.Through(connectionString) ?? connectionString;
    private readonly bool _listens = bouncer is null;
    private readonly List<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _running = [];

    public static IReadOnlyList<string> Subscriptions { get; } = ["all", "group", "stream", "echo"];

    public Ledger Ledger { get; } = new(connectionString);

    public IReadOnlyList<WorkerProcess> Running => _running;

    public async Task StartAsync(int processes)
    {
        var started = await Task.WhenAll(Enumerable.Range(_all.Count, processes).Select(
            i => WorkerProcess.StartAsync(_connectionString, string.Create(CultureInfo.InvariantCulture, $"worker{i}"), _listens)));
        _all.AddRange(started);
        _running.AddRange(started);
        await Task.WhenAll(started.Select(worker => worker.AppendAsync()));
    }

    public async Task KillAsync(WorkerProcess worker)
    {
        _running.Remove(worker);
        await worker.KillAsync();
    }

    /// <summary>Waits until every subscription has handled so many messages more.</summary>
    public async Task GoOnAsync(int messages)
    {
        foreach (var subscription in Subscriptions)
        {
            var before = (await Ledger.ReadLastAsync(subscription, TestContext.Current.CancellationToken)).Count;
            await Eventually.IsTrueAsync(
                $"subscription '{subscription}' has handled {before + messages} messages",
                async token => (await Ledger.ReadLastAsync(subscription, token)).Count >= before + messages);
        }
    }

    /// <summary>Ends the appending, waits until everything is handled, ends the processes, and looks at what they have left.</summary>
    public async Task ShouldHaveLostAndDoubledNothingAsync()
    {
        await Task.WhenAll(_running.Select(worker => worker.RestAsync()));
        await Eventually.IsTrueAsync("every record has reached every subscription", Ledger.IsCompleteAsync);
        await Task.WhenAll(_running.Select(worker => worker.StopAsync()));

        (await Ledger.ReadUnfoundedAsync()).Should().BeEmpty();
        (await Ledger.ReadOutOfOrderAsync()).Should().BeEmpty();
        (await Ledger.ReadStreamsWithHolesAsync()).Should().BeEmpty();
        (await Ledger.ReadTornAppendsAsync()).Should().BeEmpty();
        (await Ledger.ReadFalseEchoesAsync()).Should().BeEmpty();
        _all.SelectMany(worker => worker.Failed).Should().BeEmpty("an append outlives a restart of the server");
        _all.Should().AllSatisfy(worker => worker.Stored.Should().NotBeEmpty($"{worker.Name} has appended"));
        _all.SelectMany(worker => worker.Stored).Except(await Ledger.ReadAppendsAsync()).Should().BeEmpty("they were said to be stored");
        (await Ledger.ReadProcessesAsync()).Should().HaveCountGreaterThan(1);

        // A second attempt at a row would be refused; it would also be a message that was handed over again after its commit.
        _all.Should().AllSatisfy(worker => worker.Errors.Should().NotContain("ledger_pkey"));
        Overlaps().Should().BeEmpty();
    }

    public string Describe() => string.Join(
        '\n',
        _all.Select(worker => string.Create(
            CultureInfo.InvariantCulture, $"{worker.Name}: {worker.Stored.Count} appends, {worker.Shifts.Count} transactions of subscriptions")));

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _all)
        {
            await worker.DisposeAsync();
        }

        await Ledger.DisposeAsync();
    }

    // Of each subscription, the transactions that were open at the same time.
    private IEnumerable<string> Overlaps() =>
        from shifts in _all.SelectMany(worker => worker.Shifts).GroupBy(shift => shift.Subscription)
        let ordered = shifts.OrderBy(shift => shift.From).ThenBy(shift => shift.To).ToList()
        from pair in ordered.Zip(ordered.Skip(1))
        where pair.Second.From < pair.First.To
        select $"{pair.First} and {pair.Second}";
}
