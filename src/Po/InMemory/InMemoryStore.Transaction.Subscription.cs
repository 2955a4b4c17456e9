namespace Po;

public sealed partial class InMemoryStore
{
    private sealed partial class Transaction
    {
        private readonly List<AuditEntry> _audit = [];
        private string? _lockedId;
        private SubscriptionRow _locked = new();
        private SubscriptionRow _row = new();
        private bool _isDeleted;
        private (string Id, SubscriptionRow Row)? _another;

        public StoredSubscription? LockedSubscription { get; private set; }

        public ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken)
        {
            var now = store._time.GetUtcNow();
            return Run(() =>
            {
                CheckNothingLocked();
                return store._locks.ContainsKey(subscriptionId) || store._waiting.ContainsKey(subscriptionId)
                    ? (long?)null
                    : LockPosition(subscriptionId, mustExist: true, now);
            });
        }

        public async ValueTask<long> LockPositionAsync(string subscriptionId, CancellationToken cancellationToken)
        {
            await Run(() =>
            {
                CheckNothingLocked();
                store._waiting[subscriptionId] = store._waiting.GetValueOrDefault(subscriptionId) + 1;
            }).ConfigureAwait(false);
            try
            {
                while (true)
                {
                    Task holderEnds;
                    var now = store._time.GetUtcNow();
                    lock (store._gate)
                    {
                        ThrowIfEnded();
                        if (!store._locks.TryGetValue(subscriptionId, out var holder))
                        {
                            return LockPosition(subscriptionId, mustExist: false, now);
                        }

                        holderEnds = holder.Ended;
                    }

                    await holderEnds.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                lock (store._gate)
                {
                    if (--store._waiting[subscriptionId] == 0)
                    {
                        store._waiting.Remove(subscriptionId);
                    }
                }
            }
        }

        public ValueTask SetPositionAsync(long position, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            return Change(row => row with { Position = position });
        }

        public ValueTask SetStatusAsync(SubscriptionStatus status, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(status);
            return Change(row => row.SetStatus(status));
        }

        public ValueTask SetLeaseAsync(string? owner, long epoch, TimeSpan duration, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 0);
            var until = store._time.GetUtcNow() + duration;
            return Change(row => row with
            {
                Owner = owner,
                Epoch = epoch,
                LeasedUntil = until,
            });
        }

        public ValueTask ParkAsync(IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(messages);
            return Change(row => row.Park(messages));
        }

        public ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
            IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken) => Run(() =>
            {
                CheckLocked();
                return _row.FindParkedStreams(streams);
            });

        public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(ParkedRequest request, CancellationToken cancellationToken) => Run(() =>
        {
            CheckLocked();
            return _row.ReadParked(request);
        });

        public ValueTask<long> RequestReplayAsync(StreamId? stream, bool isRequested, CancellationToken cancellationToken) => Run(() =>
        {
            CheckChangeable();
            _row = _row.RequestReplay(stream, isRequested);
            return _row.Parked.Values.LongCount(message => stream is null || message.Stream == stream);
        });

        public ValueTask<long> UnparkAsync(StreamId? stream, long from, long to, CancellationToken cancellationToken) => Run<long>(() =>
        {
            CheckChangeable();
            var before = _row.Parked.Count;
            _row = _row.Unpark(stream, from, to);
            return before - _row.Parked.Count;
        });

        public ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(entry);
            return Run(() =>
            {
                CheckLocked();
                _audit.Add(entry with
                {
                    SubscriptionId = _lockedId!,
                    Detail = SubscriptionStatus.Shorten(entry.Detail),
                    Time = InMemoryLog.ToMicroseconds(entry.Time),
                });
            });
        }

        public ValueTask DeleteSubscriptionAsync(CancellationToken cancellationToken) => Run(() =>
        {
            CheckChangeable();
            (_row, _isDeleted) = (new SubscriptionRow(), true);
        });

        public ValueTask<long?> TryDeleteAnotherAsync(string subscriptionId, CancellationToken cancellationToken) => Run(() =>
        {
            CheckLocked();
            if (_another is not null || subscriptionId == _lockedId)
            {
                throw new InvalidOperationException($"This transaction cannot remove '{subscriptionId}', too.");
            }

            if (store._locks.ContainsKey(subscriptionId)
                || store._waiting.ContainsKey(subscriptionId)
                || store._subscriptions.GetValueOrDefault(subscriptionId) is not { ChangedAt: not null } row)
            {
                return (long?)null;
            }

            store._locks.Add(subscriptionId, this);
            _another = (subscriptionId, row);
            return row.Position;
        });

        private async ValueTask Change(Func<SubscriptionRow, SubscriptionRow> change) => await Run(() =>
        {
            CheckChangeable();
            CheckUnchanged();
            _row = change(_row);
        }).ConfigureAwait(false);

        private void CheckNothingLocked()
        {
            if (_lockedId is not null)
            {
                throw new InvalidOperationException($"This transaction has locked the position of '{_lockedId}' already.");
            }
        }

        private void CheckChangeable()
        {
            CheckLocked();
            if (_isDeleted)
            {
                throw new InvalidOperationException($"This transaction has deleted the subscription '{_lockedId}'.");
            }
        }

        private void CheckLocked()
        {
            if (_lockedId is null)
            {
                throw new InvalidOperationException("This transaction has not locked a position.");
            }
        }

        private long LockPosition(string subscriptionId, bool mustExist, DateTimeOffset now)
        {
            var row = store._subscriptions.GetValueOrDefault(subscriptionId) ?? new SubscriptionRow();
            if (mustExist && row.Position > store._log.Count)
            {
                throw new HistoryLostException(subscriptionId, row.Position, store._log.Count);
            }

            // Stored even if it is new, so that a deletion is noticed.
            store._subscriptions[subscriptionId] = row;
            store._locks.Add(subscriptionId, this);
            (_lockedId, _locked, _row) = (subscriptionId, row, row);
            LockedSubscription = row.Describe(subscriptionId, now);
            return row.Position;
        }

        // Compare and set: the lock keeps other transactions away, but not somebody who deletes the position.
        private void CheckUnchanged()
        {
            if (!ReferenceEquals(store._subscriptions.GetValueOrDefault(_lockedId!), _locked))
            {
                throw new PositionConflictException(_lockedId!, _locked.Position);
            }
        }

        private void CommitSubscription(DateTimeOffset now)
        {
            if (_lockedId is null)
            {
                return;
            }

            CheckUnchanged();
            if (_another is { } another)
            {
                if (!ReferenceEquals(store._subscriptions.GetValueOrDefault(another.Id), another.Row))
                {
                    throw new PositionConflictException(another.Id, another.Row.Position);
                }

                store._subscriptions.Remove(another.Id);
            }

            if (_isDeleted)
            {
                store._subscriptions.Remove(_lockedId);
            }
            else if (!ReferenceEquals(_row, _locked))
            {
                store._subscriptions[_lockedId] = _row with { ChangedAt = now };
            }

            foreach (var entry in _audit)
            {
                store._audit.Add(entry with { Number = store._audit.Count + 1 });
            }
        }
    }
}
