namespace Highway;

/// <summary>Everything that goes on while it is watched.</summary>
internal sealed class HighwayWork(
    HighwayOptions options, Fleet fleet, Traffic traffic, Script script, Observer observer, EventLog events, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    // Nothing has moved for so long: what is missing then is for the proof to say.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _end = new();

    /// <summary>Stops the cars and ends the work properly: what is appended is still handled.</summary>
    public void End() => _end.Cancel();

    /// <summary>Ends when every message has been handled, or parked, or when nothing moves any more.</summary>
    /// <param name="cancellationToken">Leaves everything as it is.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < options.Workers; i++)
        {
            fleet.Start();
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, cancellationToken);
        await DriveAsync(stop);
        cancellationToken.ThrowIfCancellationRequested();

        await fleet.ThawAllAsync();
        if (!fleet.Alive.Any())
        {
            fleet.Start();
        }

        await DrainAsync(cancellationToken);
    }

    public void Dispose() => _end.Dispose();

    private async Task DriveAsync(CancellationTokenSource stop)
    {
        var driving = traffic.DriveAsync(script.Begun, stop.Token);
        var trouble = script.RunAsync(stop.Token);
        try
        {
            if ((await Task.WhenAny(driving, trouble)).IsFaulted)
            {
                await stop.CancelAsync();
            }

            await driving;
            await trouble;
            if (!options.NoInput && !stop.IsCancellationRequested)
            {
                events.Add("All cars have arrived: q ends.");
                await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !driving.IsFaulted && !trouble.IsFaulted)
        {
            // Whoever has stopped it knows what comes next.
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        // One look may have begun before the last key was obeyed.
        var fresh = observer.Looks + 2;
        var moved = time.GetTimestamp();
        var position = -1L;
        while (observer.Looks < fresh || !observer.Last.HasReached(traffic.LastGlobalNumber))
        {
            var rows = observer.Last.Subscriptions;
            if (rows.FirstOrDefault(row => row.IsPaused) is { } paused)
            {
                events.Add($"Subscription '{paused.Id}' is paused: {paused.LastError}");
                return;
            }

            if (rows.Sum(row => row.Position) is var sum && sum != position)
            {
                (position, moved) = (sum, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(moved) > Patience)
            {
                events.Add($"No subscription has moved for {Patience.TotalSeconds} s.");
                return;
            }

            await Task.Delay(Tick, time, cancellationToken);
        }
    }
}
