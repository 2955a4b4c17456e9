using Microsoft.Extensions.Logging;

namespace Po.Sqlite;

/// <summary>Commits writes that wait together in one transaction; each succeeds or fails by itself.</summary>
/// <remarks>
/// <para>There is no thread and no timer behind it. Whoever finds nobody pumping becomes the pump: a lone caller writes at once on its
/// own thread. While it is in its commit others queue up behind it; when it is done it goes its way, and a thread of the pool takes
/// over for as long as there is something to write.</para>
/// <para>Between two batches the pump leaves the gate, so that a transaction that waits for it gets its turn.</para>
/// </remarks>
internal sealed class WriteQueue : IDisposable
{
    private const int Capacity = 1_024;

    private readonly DatabaseFile _file;
    private readonly WriteGate _gate;
    private readonly WriterTurn _turn;
    private readonly WriteBatch _batch;
    private readonly TimeProvider _time;
    private readonly TimeSpan _busyTimeout;
    private readonly SemaphoreSlim _room = new(Capacity);
    private readonly WaitingWrites _waiting;
    private readonly CancellationTokenSource _closing = new();
    private int _pumping;

    public WriteQueue(DatabaseFile file, WriteGate gate, WriterTurn turn, SqliteStoreOptions options, TimeProvider time, ILogger logger)
    {
        _file = file;
        _gate = gate;
        _turn = turn;
        _time = time;
        _busyTimeout = options.BusyTimeout;
        _waiting = new WaitingWrites(options.MaxBatchMessages, _room);
        _batch = new WriteBatch(file, gate, turn, _waiting, logger);
    }

    /// <summary>Writes in a transaction that others may share.</summary>
    /// <param name="argument">Handed to <paramref name="write"/>.</param>
    /// <param name="weight">How many messages it stores.</param>
    /// <param name="write">Writes; an exception of Po is its own outcome and leaves the transaction usable.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StoreBusyException">The gate or the file was not free in time.</exception>
    public async ValueTask<T> WriteAsync<TArgument, T>(
        TArgument argument, int weight, Func<StoreConnection, TArgument, T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingWrite<TArgument, T>(argument, weight, write) { Begin = _time.GetTimestamp() };
        if (!_room.Wait(0, CancellationToken.None))
        {
            await WaitForRoomAsync(pending.Begin, cancellationToken).ConfigureAwait(false);
        }

        _waiting.Add(pending);
        PumpIfNobodyDoes();
        using var giveUp = pending.GiveUpOn(cancellationToken);
        return await pending.Task.ConfigureAwait(false);
    }

    /// <summary>Fails whatever waits or comes later. A batch that is being written is not disturbed.</summary>
    public void Dispose()
    {
        _waiting.Close();
        _closing.Cancel();
    }

    private async ValueTask WaitForRoomAsync(long begin, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(_time, begin, _busyTimeout);
        using var timeout = new CancellationTokenSource(deadline.Remaining, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _room.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreBusyException(_file.Name, deadline.Elapsed);
        }
    }

    private void PumpIfNobodyDoes()
    {
        if (!TryBecomePump())
        {
            return;
        }

        if (!_turn.IsOver() && _gate.TryEnter())
        {
            var ran = _batch.TryRun();
            _gate.Exit();
            if (ran && TryResign())
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.PumpAsync(), this, preferLocal: false);
    }

    private async Task PumpAsync()
    {
        do
        {
            await RunBatchAsync().ConfigureAwait(false);

            // Behind the callers that the batch has just served: what they append next makes the next batch fuller.
            await Task.Yield();
        }
        while (!TryResign());
    }

    private async ValueTask RunBatchAsync()
    {
        if (_waiting.IsEmpty)
        {
            return;
        }

        FileLock? announced = null;
        try
        {
            await _turn.LetOthersAsync(_closing.Token).ConfigureAwait(false);
            if (!await _gate.TryEnterAsync(OldestDeadline(), _closing.Token).ConfigureAwait(false))
            {
                FailOverdue();
                return;
            }

            try
            {
                var backOff = new BackOff();
                while (!_waiting.IsEmpty && !_batch.TryRun())
                {
                    FailOverdue();
                    announced ??= _turn.TryAnnounceWaiting();
                    await backOff.PauseAsync(OldestDeadline(), _closing.Token).ConfigureAwait(false);
                }
            }
            finally
            {
                _gate.Exit();
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Nothing waits any more, and nothing will.
        }
        finally
        {
            announced?.Dispose();
        }
    }

    private bool TryBecomePump() => Interlocked.CompareExchange(ref _pumping, 1, 0) == 0;

    // False: there is something to do, and the duty stays with the caller.
    private bool TryResign()
    {
        if (!_waiting.IsEmpty)
        {
            return false;
        }

        // Whoever adds after the look into the queue finds nobody pumping; whoever has added before it is seen by the second look.
        Interlocked.Exchange(ref _pumping, 0);
        return _waiting.IsEmpty || !TryBecomePump();
    }

    private Deadline OldestDeadline() => new(_time, _waiting.OldestBegin ?? _time.GetTimestamp(), _busyTimeout);

    private void FailOverdue() => _waiting.FailOverdue(_time, _busyTimeout, waited => new StoreBusyException(_file.Name, waited));
}
