namespace Po.Sqlite;

// The writes that wait, in order. Thread safe.
internal sealed class WaitingWrites(int maxBatchWeight, SemaphoreSlim room)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingWrite> _queue = new();

    // Writes of a batch that has failed: each of them is the next batch, so that only the one that is to blame fails.
    private readonly Queue<PendingWrite> _alone = new();
    private bool _closed;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _alone.Count == 0 && _queue.Count == 0;
            }
        }
    }

    /// <summary>When the oldest of them began to wait; null if there is none.</summary>
    public long? OldestBegin
    {
        get
        {
            lock (_gate)
            {
                return _alone.TryPeek(out var oldest) || _queue.TryPeek(out oldest) ? oldest.Begin : null;
            }
        }
    }

    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public void Add(PendingWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteStore));
            _queue.Enqueue(write);
        }
    }

    /// <summary>Takes the next batch out of the queue; whoever has given up is left out.</summary>
    /// <param name="batch">Filled; stays empty if everybody has given up.</param>
    public void TakeBatch(List<PendingWrite> batch)
    {
        lock (_gate)
        {
            if (_alone.TryDequeue(out var alone))
            {
                batch.Add(alone);
                return;
            }

            var weight = 0L;
            while (_queue.TryPeek(out var write) && (batch.Count == 0 || weight + write.Weight <= maxBatchWeight))
            {
                Dequeue();
                if (write.TryTake())
                {
                    batch.Add(write);
                    weight += write.Weight;
                }
            }
        }
    }

    /// <summary>Puts writes that were taken back to the front, each to be tried by itself.</summary>
    public void PutBackAlone(IEnumerable<PendingWrite> batch)
    {
        lock (_gate)
        {
            foreach (var write in batch)
            {
                _alone.Enqueue(write);
            }
        }
    }

    /// <summary>Fails those that have waited too long.</summary>
    public void FailOverdue(TimeProvider time, TimeSpan limit, Func<TimeSpan, Exception> createException)
    {
        lock (_gate)
        {
            while (_alone.TryPeek(out var write) && time.GetElapsedTime(write.Begin) is var waited && waited >= limit)
            {
                _alone.Dequeue();
                write.Fail(createException(waited));
            }

            while (_queue.TryPeek(out var write) && time.GetElapsedTime(write.Begin) is var waited && waited >= limit)
            {
                Dequeue();
                if (write.TryTake())
                {
                    write.Fail(createException(waited));
                }
            }
        }
    }

    /// <summary>Fails all of them, and refuses new ones.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_alone.TryDequeue(out var write))
            {
                write.Fail(new ObjectDisposedException(typeof(SqliteStore).FullName));
            }

            while (_queue.TryPeek(out var write))
            {
                Dequeue();
                if (write.TryTake())
                {
                    write.Fail(new ObjectDisposedException(typeof(SqliteStore).FullName));
                }
            }
        }
    }

    private void Dequeue()
    {
        _queue.Dequeue();
        room.Release();
    }
}
