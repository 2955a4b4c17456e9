using Microsoft.Extensions.Logging;

namespace Po;

// Writes snapshots behind the back of those who have folded, one at a time, over one connection at most. Of a stream and name only the newest waits.
internal sealed class SnapshotQueue(
    ISnapshotStore store, SnapshotOptions options, TimeProvider time, ILogger logger, IPoObserver? observer) : IAsyncDisposable
{
    private readonly int _length = options.QueueLength;
    private readonly int _bytes = options.QueueBytes;
    private readonly TimeSpan _graceTime = options.GraceTime;
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<(StreamId Stream, string Name), Snapshot> _waiting = [];
    private readonly CancellationTokenSource _abandoned = new();
    private (StreamId Stream, string Name)? _writing;
    private TaskCompletionSource _written = Completed();
    private TaskCompletionSource _idle = Completed();
    private long _waitingBytes;
    private bool _isFull;
    private bool _isClosed;

    /// <summary>Takes a snapshot to be written, in place of an older one that waits, if there is room.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public void Add(Snapshot snapshot)
    {
        bool isDropped, wasFull;
        lock (_gate)
        {
            wasFull = _isFull;
            isDropped = !TryAdd(snapshot);
            _isFull |= isDropped;
        }

        if (!isDropped)
        {
            return;
        }

        observer?.SnapshotEnded(snapshot.Stream, snapshot.Name, SnapshotOutcome.Dropped);
        if (!wasFull)
        {
            Log.SnapshotsDropped(logger, _length, _bytes);
        }
    }

    /// <summary>Drops what waits for a stream and name; completes when nothing of it is being written.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">The name.</param>
    public Task ForgetAsync(StreamId stream, string name)
    {
        lock (_gate)
        {
            if (_waiting.Remove((stream, name), out var snapshot))
            {
                _waitingBytes -= snapshot.State.Data.Length;
            }

            return _writing == (stream, name) ? _written.Task : Task.CompletedTask;
        }
    }

    /// <summary>Completes when nothing waits and nothing is being written.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return _idle.Task;
        }
    }

    /// <summary>Takes nothing more, and writes what waits as long as the grace time allows.</summary>
    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_gate)
        {
            _isClosed = true;
            idle = _idle.Task;
        }

        try
        {
            await idle.WaitAsync(_graceTime, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abandon();
        }
    }

    private bool TryAdd(Snapshot snapshot)
    {
        if (_isClosed)
        {
            return true;
        }

        var key = (snapshot.Stream, snapshot.Name);
        var older = _waiting.GetValueOrDefault(key);
        if (older?.GlobalNumber > snapshot.GlobalNumber)
        {
            return true;
        }

        var bytes = _waitingBytes + snapshot.State.Data.Length - (older?.State.Data.Length ?? 0);
        if ((older is null && _waiting.Count == _length) || bytes > _bytes)
        {
            return false;
        }

        _waiting[key] = snapshot;
        _waitingBytes = bytes;
        if (_idle.Task.IsCompleted)
        {
            // Without the flow of whoever folds: its transaction is not the writer's.
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.RunAsync(), this, preferLocal: false);
        }

        return true;
    }

    private async Task RunAsync()
    {
        while (TakeNext() is { } next)
        {
            await WriteAsync(next).ConfigureAwait(false);
        }
    }

    private Snapshot? TakeNext()
    {
        lock (_gate)
        {
            _written.TrySetResult();
            if (_waiting.Count == 0)
            {
                _writing = null;
                _isFull = false;
                _idle.TrySetResult();
                return null;
            }

            var (key, next) = _waiting.GetAt(0);
            _waiting.RemoveAt(0);
            _waitingBytes -= next.State.Data.Length;
            _writing = key;
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return next;
        }
    }

    private async Task WriteAsync(Snapshot snapshot)
    {
        var outcome = SnapshotOutcome.Saved;
        try
        {
            await store.SaveSnapshotAsync(snapshot, _abandoned.Token).ConfigureAwait(false);
        }
        catch (Exception e) // The edge of the loop: without a snapshot a fold takes longer, and that is all.
        {
            outcome = SnapshotOutcome.Failed;
            if (!_abandoned.IsCancellationRequested)
            {
                Log.SnapshotNotSaved(logger, e, snapshot.Name, snapshot.Stream);
            }
        }

        observer?.SnapshotEnded(snapshot.Stream, snapshot.Name, outcome);
    }

    private void Abandon()
    {
        int count;
        lock (_gate)
        {
            count = _waiting.Count + (_writing is null ? 0 : 1);
            _waiting.Clear();
            _waitingBytes = 0;
        }

        Log.SnapshotsAbandoned(logger, count, _graceTime);
        _abandoned.Cancel();
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
