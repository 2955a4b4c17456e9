using System.Collections.Concurrent;
using Po;

namespace Highway;

/// <summary>What the keys do, and what the options do by themselves.</summary>
internal sealed class Operator(
    IPo po, IPoAdmin admin, IStore store, IHighwayStore tables, Fleet fleet, Observer observer, Traffic traffic, EventLog events)
{
    private const string Mend = "INSERT INTO highway_tariffs (kind, cents) VALUES (@kind, 100) ON CONFLICT (kind) DO NOTHING";

    private readonly ConcurrentQueue<string> _poisons = new();

    public void Start() => fleet.Start();

    /// <summary>Kills the worker that holds the most subscriptions.</summary>
    public async Task KillAsync()
    {
        if (Busiest() is { } worker)
        {
            events.Add($"Worker {worker.Id} {Owned(worker)} is killed.");
            await worker.KillAsync();
        }
    }

    /// <summary>Freezes the worker that holds the most subscriptions; the fleet thaws it in time.</summary>
    public async Task<WorkerProcess?> FreezeAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            events.Add("A process can be frozen on Linux and macOS only.");
            return null;
        }

        if (Busiest() is { } worker)
        {
            events.Add($"Worker {worker.Id} {Owned(worker)} is frozen. {tables.WhenFrozen}");
            await fleet.FreezeAsync(worker);
            return worker;
        }

        return null;
    }

    /// <summary>Lets a car drive for whose kind there is no tariff.</summary>
    public (string Kind, StreamId Car) Poison()
    {
        var (kind, car) = traffic.Poison();
        _poisons.Enqueue(kind);
        events.Add($"A car drives onto the highway for which there is no tariff: {kind}.");
        return (kind, car);
    }

    /// <summary>Finds the kinds without a tariff: of the cars that were let in, and of those that are parked.</summary>
    public async Task<IReadOnlyCollection<string>> FindPoisonsAsync(CancellationToken cancellationToken)
    {
        var kinds = _poisons.ToHashSet(StringComparer.Ordinal);
        await foreach (var parked in admin.ReadParkedAsync(TollHandler.Id, cancellationToken: cancellationToken))
        {
            var read = new ReadOptions { Limit = 1 };
            await foreach (var message in po.ReadAsync(parked.Stream, read, cancellationToken))
            {
                kinds.Add(((CarEntered)message.Data).Kind);
            }
        }

        return kinds;
    }

    /// <summary>Sets tariffs.</summary>
    public async Task MendAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        await using var open = await Tables.BeginAsync(store, cancellationToken);
        foreach (var kind in kinds)
        {
            await open.ExecuteAsync(Mend, cancellationToken, ("kind", kind));
        }

        await open.CommitAsync();
        events.Add(kinds.Count == 0 ? "No tariff is missing." : $"There is a tariff now for {string.Join(", ", kinds)}.");
    }

    public async Task<int> CountParkedAsync(StreamId car, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in admin.ReadParkedAsync(TollHandler.Id, car, cancellationToken))
        {
            count++;
        }

        return count;
    }

    /// <summary>Lets the workers handle again what is parked of a car, unless they do already.</summary>
    /// <returns>How many messages are still parked.</returns>
    public async Task<int> ReplayAsync(StreamId car, CancellationToken cancellationToken)
    {
        var parked = 0;
        var isRequested = true;
        await foreach (var message in admin.ReadParkedAsync(TollHandler.Id, car, cancellationToken))
        {
            parked++;
            isRequested &= message.IsReplayRequested;
        }

        if (!isRequested)
        {
            await ReplayAsync(TollHandler.Id, car, cancellationToken);
        }

        return parked;
    }

    /// <summary>Lets the workers handle again whatever is parked.</summary>
    public async Task ReplayAllAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in (await admin.ListAsync(cancellationToken)).Where(stored => stored.ParkedMessages > 0))
        {
            await ReplayAsync(subscription.Id, null, cancellationToken);
        }
    }

    private async Task ReplayAsync(string subscription, StreamId? car, CancellationToken cancellationToken)
    {
        await admin.ReplayParkedAsync(subscription, car, "The tariff was mended.", cancellationToken);
    }

    private WorkerProcess? Busiest()
    {
        var owned = observer.Last.Workers.ToDictionary(row => row.Id, row => row.Owns.Count);
        var worker = fleet.Alive.MaxBy(worker => owned.GetValueOrDefault(worker.Id));
        if (worker is null)
        {
            events.Add("No worker is alive.");
        }

        return worker;
    }

    private string Owned(WorkerProcess worker) =>
        observer.Last.Workers.FirstOrDefault(row => row.Id == worker.Id) is { Owns.Count: > 0 } row
            ? $"({string.Join(", ", row.Owns)})"
            : "(idle)";
}
