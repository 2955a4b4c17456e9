using System.Data.Common;

namespace Po;

public sealed partial class InMemoryStore
{
    private sealed class Transaction(InMemoryStore store) : IStoreTransaction
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<SnapshotChange> _snapshotChanges = [];
        private string? _lockedId;
        private long _lockedPosition;
        private long _position;

        /// <summary>Completes when the transaction has ended, so that the next writer may append.</summary>
        public Task Ended => _ended.Task;

        // The writer sees the whole log, everybody else what is committed.
        private int Visible => store._writer == this ? store._log.Count : store._horizon;

        public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
            store.AppendAsync(request, this, cancellationToken);

        public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
            StreamId stream, PageRequest page, CancellationToken cancellationToken) => Run<IReadOnlyList<Record>>(() =>
            {
                Check(stream, page);
                return store._log.ReadStream(stream, page, Visible);
            });

        public ValueTask<RecordPage> ReadGlobalAsync(
            StreamId source, PageRequest page, CancellationToken cancellationToken) => Run(() =>
            {
                Check(source, page);
                return store._log.ReadGlobal(source, page, Visible);
            });

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

        public ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
            Run(() => TryLockPosition(subscriptionId));

        public ValueTask SetPositionAsync(long position, CancellationToken cancellationToken) => Run(() =>
        {
            if (_lockedId is null)
            {
                throw new InvalidOperationException("This transaction has not locked a position.");
            }

            CheckLockedPosition(_lockedId);
            _position = position;
        });

        public ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken) =>
            ValueTask.FromException<DbTransaction>(
                new NotSupportedException("The in-memory store has no database, so it has no transaction of one."));

        public ValueTask CommitAsync() => Run(() =>
        {
            if (_lockedId is not null)
            {
                CheckLockedPosition(_lockedId);
                store._positions[_lockedId] = _position;
            }

            _snapshotChanges.ForEach(store.Apply);
            store._horizon = Visible;
            End();
        });

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

        private long? TryLockPosition(string subscriptionId)
        {
            if (_lockedId is not null)
            {
                throw new InvalidOperationException($"This transaction has locked the position of '{_lockedId}' already.");
            }

            if (store._lockedPositions.Contains(subscriptionId))
            {
                return null;
            }

            var position = store._positions.GetValueOrDefault(subscriptionId);
            if (position > store._log.Count)
            {
                throw new HistoryLostException(subscriptionId, position, store._log.Count);
            }

            // Stored even if it is new, so that a deletion is noticed.
            store._positions[subscriptionId] = position;
            store._lockedPositions.Add(subscriptionId);
            (_lockedId, _lockedPosition, _position) = (subscriptionId, position, position);
            return position;
        }

        // Compare and set: the lock keeps other transactions away, but not somebody who deletes the position.
        private void CheckLockedPosition(string lockedId)
        {
            if (!store._positions.TryGetValue(lockedId, out var stored) || stored != _lockedPosition)
            {
                throw new PositionConflictException(lockedId, _lockedPosition);
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
                store._lockedPositions.Remove(_lockedId);
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
