using System.Data.Common;

namespace Po;

public sealed partial class InMemoryStore
{
    private sealed partial class Transaction(InMemoryStore store) : IStoreTransaction
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<SnapshotChange> _snapshotChanges = [];

        /// <summary>Completes when the transaction has ended, so that the next writer may append.</summary>
        public Task Ended => _ended.Task;

        // The writer sees the whole log, everybody else what is committed.
        private int Visible => store._writer == this ? store._log.Count : store._horizon;

        public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
            store.AppendAsync(request, this, cancellationToken);

        public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
            StreamId stream, PageRequest page, CancellationToken cancellationToken) => Run<IReadOnlyList<Record>>(() =>
            {
                CheckStream(stream, page);
                return store._log.ReadStream(stream, page, Visible);
            });

        public ValueTask<RecordPage> ReadGlobalAsync(
            StreamId source, PageRequest page, CancellationToken cancellationToken) => Run(() =>
            {
                CheckSource(source, page);
                return store._log.ReadGlobal(source, page, Visible);
            });

        public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) => Run(() => store._log.Find(id, Visible));

        public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) => Run(() =>
        {
            Check(stream);
            return store._log.LastNumber(stream, Visible);
        });

        public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => Run<long>(() => Visible);

        public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
            Run(() =>
            {
                Check(stream);
                return _snapshotChanges
                    .Where(change => change.Key == (stream, name))
                    .Aggregate(store._snapshots.GetValueOrDefault((stream, name)), (stored, change) => change.On(stored));
            });

        public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
            Run(() => _snapshotChanges.Add(SnapshotChange.Save(snapshot)));

        public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
            Run(() => _snapshotChanges.Add(SnapshotChange.Delete(stream, name)));

        public ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken) =>
            ValueTask.FromException<DbTransaction>(
                new NotSupportedException("The in-memory store has no database, so it has no transaction of one."));

        public ValueTask CommitAsync()
        {
            var now = store._time.GetUtcNow();
            return Run(() =>
            {
                CommitSubscription(now);
                _snapshotChanges.ForEach(store.Apply);
                store._horizon = Visible;
                End();
            });
        }

        public ValueTask DisposeAsync()
        {
            lock (store._gate)
            {
                if (!_ended.Task.IsCompleted)
                {
                    End();
                }
            }

            return ValueTask.CompletedTask;
        }

        public void ThrowIfEnded()
        {
            if (_ended.Task.IsCompleted)
            {
                throw new InvalidOperationException("The transaction has ended.");
            }
        }

        // Whatever is not committed by now is gone.
        private void End()
        {
            if (store._writer == this)
            {
                store._log.Truncate(store._horizon);
                store._writer = null;
            }

            if (_lockedId is not null)
            {
                store._locks.Remove(_lockedId);
            }

            if (_another is { } another)
            {
                store._locks.Remove(another.Id);
            }

            _ended.SetResult();
        }

        private async ValueTask Run(Action action) => await Run(() =>
        {
            action();
            return true;
        }).ConfigureAwait(false);

        // Errors belong into the task, not to whoever makes the call without awaiting it yet.
        private ValueTask<T> Run<T>(Func<T> function)
        {
            try
            {
                lock (store._gate)
                {
                    ThrowIfEnded();
                    return new ValueTask<T>(function());
                }
            }
            catch (Exception e) when (e is PoException or ArgumentException or InvalidOperationException)
            {
                return ValueTask.FromException<T>(e);
            }
        }
    }
}
