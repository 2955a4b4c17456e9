using Po;

namespace Highway;

/// <summary>
/// Sees what other processes do by what they have committed: the subscriptions through <see cref="IPoAdmin"/>, and the table in which
/// the handlers say who they are. Nothing is asked of the processes themselves.
/// </summary>
internal sealed class Observer(IPoAdmin admin, IStore store, IHighwayStore tables, Fleet fleet, TimeProvider time)
{
    private static readonly TimeSpan RateTime = TimeSpan.FromSeconds(2);

    private readonly Queue<(long At, Dictionary<(string, int), long> Counted)> _samples = new();

    /// <summary>The last look; of nothing before the first.</summary>
    public Look Last { get; private set; } = Look.Nothing;

    /// <summary>How many looks there were.</summary>
    public int Looks { get; private set; }

    public async Task<Look> LookAsync(long lastGlobalNumber, CancellationToken cancellationToken)
    {
        var stored = (await admin.ListAsync(cancellationToken)).ToDictionary(subscription => subscription.Id);
        var parked = new Dictionary<string, string>();
        foreach (var subscription in stored.Values.Where(subscription => subscription.ParkedMessages > 0))
        {
            parked[subscription.Id] = await FindParkedErrorAsync(subscription.Id, cancellationToken);
        }

        var counts = await ReadCountsAsync(cancellationToken);
        var now = time.GetTimestamp();
        _samples.Enqueue((now, counts.ToDictionary(count => (count.Subscriber, count.Worker), count => count.Counted)));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > RateTime)
        {
            _samples.Dequeue();
        }

        var (since, before) = _samples.Peek();
        var seconds = Math.Max(0.001, time.GetElapsedTime(since, now).TotalSeconds);
        var rates = counts.ToLookup(
            count => (count.Subscriber, count.Worker),
            count => (count.Counted - before.GetValueOrDefault((count.Subscriber, count.Worker))) / seconds);
        var owners = counts.GroupBy(count => count.Subscriber)
            .ToDictionary(group => group.Key, group => group.MaxBy(count => count.ChangedAt)!.Worker);

        Last = new Look(
            [
                .. HighwaySubscribers.All.Select(subscriber => Row(subscriber.Id, stored.GetValueOrDefault(subscriber.Id), lastGlobalNumber) with
                {
                    LastError = stored.GetValueOrDefault(subscriber.Id)?.Status.Error ?? parked.GetValueOrDefault(subscriber.Id, ""),
                    Owner = owners.GetValueOrDefault(subscriber.Id),
                    Rate = rates.Where(rate => rate.Key.Subscriber == subscriber.Id).Sum(rate => rate.Sum()),
                }),
            ],
            [
                .. fleet.All.Select(worker => new WorkerRow(
                    worker.Id,
                    worker.State,
                    [.. owners.Where(owner => owner.Value == worker.Id).Select(owner => owner.Key).Order(StringComparer.Ordinal)],
                    rates.Where(rate => rate.Key.Worker == worker.Id).Sum(rate => rate.Sum()),
                    counts.Where(count => count.Worker == worker.Id).Sum(count => count.Counted))),
            ]);
        Looks++;
        return Last;
    }

    // What has failed is first in its stream, and what only waits behind it has no error.
    private async Task<string> FindParkedErrorAsync(string subscription, CancellationToken cancellationToken)
    {
        await foreach (var message in admin.ReadParkedAsync(subscription, cancellationToken: cancellationToken))
        {
            if (message.Error is not null)
            {
                return message.Error;
            }
        }

        return "";
    }

    private static SubscriptionRow Row(string id, StoredSubscription? stored, long lastGlobalNumber) => stored is null
        ? new SubscriptionRow { Id = id, State = "starting", Lag = lastGlobalNumber }
        : new SubscriptionRow
        {
            Id = id,
            State = State(stored, lastGlobalNumber),
            Position = stored.Position,
            Lag = Math.Max(0, lastGlobalNumber - stored.Position),
            Epoch = stored.Epoch,
            Parked = stored.ParkedMessages,
            IsPaused = stored.Status.IsPaused,
            IsReplaying = stored.IsReplayRequested,
        };

    private static string State(StoredSubscription stored, long lastGlobalNumber) => stored switch
    {
        { Status.IsPaused: true } => "paused",
        { Status.FailedNumber: > 0 } => "retrying",
        { IsReplayRequested: true } => "replaying",
        _ when stored.Position < lastGlobalNumber => "catching up",
        { ParkedMessages: > 0 } => "parked",
        _ => "caught up",
    };

    private async Task<List<Count>> ReadCountsAsync(CancellationToken cancellationToken)
    {
        await using var open = await tables.OpenToReadAsync(store, cancellationToken);
        return await open.ReadAsync(
            "SELECT subscriber, worker, counted, changed_at FROM highway_workers",
            row => new Count(row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken);
    }

    private sealed record Count(string Subscriber, int Worker, long Counted, long ChangedAt);
}
