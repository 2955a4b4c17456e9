using Microsoft.Extensions.Logging;

namespace Po.Postgres;

// One horizon for all readers of this process: what is known, and at most one probe under way with one waiting behind it.
internal sealed class HorizonProbe(Func<CancellationToken, ValueTask<HorizonReading>> probe, ILogger logger)
{
    private readonly Lock _gate = new();
    private Task? _running;
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
                _running = task = Detached.Run(RunAsync);
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

    /// <summary>Takes the place of a probe, if none is under way: whoever has it asks for the horizon together with what is read up to it.</summary>
    /// <returns>The turn, to be disposed of; null if there is a probe to be shared.</returns>
    public Turn? TryTakeTurn()
    {
        lock (_gate)
        {
            if (_running is not null)
            {
                return null;
            }

            var turn = new Turn(this);
            _running = turn.Ended;
            return turn;
        }
    }

    private async Task<HorizonReading> RunAfterAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            MakeWay();
        }
    }

    private void MakeWay()
    {
        lock (_gate)
        {
            _running = _next;
            _next = null;
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

    internal sealed class Turn(HorizonProbe probe) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The horizon that was found last, before this turn.</summary>
        public long Known { get; } = probe.Known;

        /// <summary>Completes when those who wait may ask for themselves.</summary>
        public Task Ended => _ended.Task;

        /// <summary>Ends the turn with what was found.</summary>
        /// <param name="reading">What was found.</param>
        public void End(HorizonReading reading)
        {
            probe.Learn(ref reading);
            Dispose();
        }

        /// <summary>Ends the turn, if it has not ended, without having found anything.</summary>
        public void Dispose()
        {
            if (!_ended.Task.IsCompleted)
            {
                probe.MakeWay();
                _ended.TrySetResult();
            }
        }
    }
}
