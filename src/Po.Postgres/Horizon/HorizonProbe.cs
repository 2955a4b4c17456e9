using Microsoft.Extensions.Logging;

namespace Po.Postgres;

// One horizon for all readers of this process: what is known, and at most one probe under way with one waiting behind it.
internal sealed class HorizonProbe(Func<CancellationToken, ValueTask<HorizonReading>> probe, ILogger logger)
{
    private readonly Lock _gate = new();
    private Task<HorizonReading>? _running;
    private Task<HorizonReading>? _next;
    private long _known;

    /// <summary>The horizon that was found last. What is at or below it stays final, so no probe is needed to read up to it.</summary>
    public long Known => Volatile.Read(ref _known);

    /// <summary>Is told of every reading; must return at once and not throw.</summary>
    public Action<HorizonReading>? Observed { get; set; }

    /// <summary>The horizon as of now: every append that has succeeded before this call is taken into account.</summary>
    /// <param name="cancellationToken">Gives up waiting; the probe goes on for others.</param>
    public async Task<HorizonReading> ProbeAsync(CancellationToken cancellationToken)
    {
        Task<HorizonReading> task;
        lock (_gate)
        {
            if (_running is null)
            {
                task = _running = Detached.Run(RunAsync);
            }
            else
            {
                // One that is under way may have read the last number before an append that the caller knows of: take the next one.
                var running = _running;
                task = _next ??= Detached.Run(() => RunAfterAsync(running));
            }
        }

        var reading = await task.WaitAsync(cancellationToken).ConfigureAwait(false);

        // Those who share a probe go on one after the other on its thread: one that blocks there would hold up the rest.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return reading;
    }

    private async Task<HorizonReading> RunAfterAsync(Task<HorizonReading> running)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await RunAsync().ConfigureAwait(false);
    }

    private async Task<HorizonReading> RunAsync()
    {
        try
        {
            var reading = await probe(CancellationToken.None).ConfigureAwait(false);
            Learn(ref reading);
            return reading;
        }
        finally
        {
            lock (_gate)
            {
                _running = _next;
                _next = null;
            }
        }
    }

    private void Learn(ref HorizonReading reading)
    {
        if (reading.LastGlobalNumber < Known)
        {
            // What was final is gone: only a reader that forgets what it knew can find out where it stands.
            Log.HistoryLost(logger, reading.LastGlobalNumber, Known);
            Volatile.Write(ref _known, reading.Horizon);
        }
        else if (reading.Horizon > Known)
        {
            Volatile.Write(ref _known, reading.Horizon);
        }
        else
        {
            // A writer that read the last number before this horizon and locked it after holds nothing back that was final already.
            reading = reading with { Horizon = Known };
        }

        Observed?.Invoke(reading);
    }
}
