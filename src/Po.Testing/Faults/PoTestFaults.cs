using System.Globalization;

namespace Po.Testing;

/// <summary>Makes the stores and the workers of a <see cref="PoTestHost"/> fail to order.</summary>
/// <remarks>Thread safe. Workers meet each fault as they would meet it in production: as an exception of the store that may go away by itself.</remarks>
public sealed class PoTestFaults
{
    private const string Mark = "Po.Testing";

    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly List<CrashOrder> _crashes = [];
    private readonly Dictionary<string, long> _deliveredOnce = new(StringComparer.Ordinal);
    private readonly Dictionary<StreamId, IReadOnlyList<object>> _conflicts = [];
    private readonly HashSet<string> _handled = new(StringComparer.Ordinal);
    private DateTimeOffset _awayUntil = DateTimeOffset.MinValue;

    internal PoTestFaults(TimeProvider clock) => _clock = clock;

    internal Func<IEnumerable<ISubscription>> Subscriptions { get; set; } = () => [];

    /// <summary>How many faults that were ordered have not struck yet: a test of a fault that never strikes proves nothing.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _crashes.Sum(crash => crash.Left) + _conflicts.Count;
            }
        }
    }

    /// <summary>Ends a worker's work after its handler has returned and before it is stored, as a process that dies there does.</summary>
    /// <remarks>
    /// What the handler has done through its transaction is rolled back, and done again: exactly once in the end. What it has done elsewhere it does
    /// twice, in transactional mode as in a detached subscription.
    /// </remarks>
    /// <param name="subscriptionId">The subscription, or one partition of it: <c>name[3/8]</c>.</param>
    /// <param name="times">How often in a row.</param>
    /// <exception cref="ArgumentException">There is no such subscription in this host.</exception>
    public void CrashBeforeCommit(string subscriptionId, int times = 1) => Crash(subscriptionId, Strike.Before, times);

    /// <summary>Lets a worker's work be stored and the worker not know it, as a connection that is lost in the commit does.</summary>
    /// <remarks>The worker finds the position that is stored, and goes on after it: nothing is handed over again.</remarks>
    /// <param name="subscriptionId">The subscription, or one partition of it: <c>name[3/8]</c>.</param>
    /// <param name="times">How often in a row.</param>
    /// <exception cref="ArgumentException">There is no such subscription in this host.</exception>
    public void CrashAfterCommit(string subscriptionId, int times = 1) => Crash(subscriptionId, Strike.After, times);

    /// <summary>From now on hands over every message of a subscription at least twice.</summary>
    /// <remarks>
    /// That is what <i>at least once</i> allows for effects outside of the transaction: a handler whose effects are the same with this is safe.
    /// Through the transaction the effect stays exactly once.
    /// </remarks>
    /// <param name="subscriptionId">The subscription, or one partition of it: <c>name[3/8]</c>.</param>
    /// <exception cref="ArgumentException">There is no such subscription in this host.</exception>
    public void DeliverTwice(string subscriptionId)
    {
        RefuseUnknown(subscriptionId);
        lock (_gate)
        {
            _deliveredOnce.TryAdd(subscriptionId, 0);
        }
    }

    /// <summary>Lets the next append or command that expects something of a stream find that somebody was faster.</summary>
    /// <param name="stream">The exact stream.</param>
    /// <param name="messages">
    /// What the other one appends just before: a command is then run anew on top of it. Without any, the append is refused once although nobody has
    /// appended. In a transaction that has written already, or is the application's own, it is only refused: another could not get in between.
    /// </param>
    /// <exception cref="ArgumentException">It is <see cref="StreamId.All"/> or <c>default</c>, to which nobody appends.</exception>
    /// <exception cref="InvalidOperationException">A conflict on this stream was ordered already and has not struck yet.</exception>
    public void ConflictOnNextAppend(StreamId stream, params object[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (stream.IsDefault || stream.IsAll)
        {
            throw new ArgumentException($"Nobody appends to '{stream}': name the exact stream that is to meet a conflict.", nameof(stream));
        }

        lock (_gate)
        {
            if (!_conflicts.TryAdd(stream, messages))
            {
                throw new InvalidOperationException(
                    $"A conflict on '{stream}' was ordered already and has not struck yet: order the next one after it, or take it back with Clear().");
            }
        }
    }

    /// <summary>Takes all stores away: every call fails with <see cref="StoreUnavailableException"/> until the time has passed.</summary>
    /// <param name="duration">For how long, on the clock of the host.</param>
    public void StoreUnavailable(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(duration.Ticks, nameof(duration));
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            _awayUntil = now + duration;
        }
    }

    /// <summary>Takes every order back that has not struck yet.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _crashes.Clear();
            _deliveredOnce.Clear();
            _conflicts.Clear();
            _awayUntil = DateTimeOffset.MinValue;
        }
    }

    internal static bool IsOrdered(Exception exception) => exception.Data.Contains(Mark);

    internal static StoreUnavailableException Create(string reason)
    {
        var fault = new StoreUnavailableException("of the test", reason);
        fault.Data[Mark] = true;
        return fault;
    }

    internal void ThrowIfAway()
    {
        // Before the lock: to read a clock that goes on by itself wakes others.
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            if (now < _awayUntil)
            {
                throw Create($"a test has taken it away until {_awayUntil:O}");
            }
        }
    }

    /// <summary>A handler has returned.</summary>
    /// <param name="workerId">The subscription or partition.</param>
    internal void Handled(string workerId)
    {
        lock (_gate)
        {
            _handled.Add(workerId);
        }
    }

    /// <summary>What was handled since the last commit is stored, or is not going to be.</summary>
    /// <param name="workerId">The subscription or partition.</param>
    internal void Forget(string workerId)
    {
        lock (_gate)
        {
            _handled.Remove(workerId);
        }
    }

    /// <summary>Whether a worker is to die before a commit that moves its position; not unless a handler has returned before it.</summary>
    /// <param name="workerId">The subscription or partition.</param>
    /// <param name="position">Where it moves to.</param>
    internal bool StrikeBefore(string workerId, long position)
    {
        lock (_gate)
        {
            if (!_handled.Contains(workerId))
            {
                return false;
            }

            if (FindCrash(workerId) is { } crash)
            {
                return crash.TryTake(Strike.Before);
            }

            if (_deliveredOnce.Keys.FirstOrDefault(id => Concerns(id, workerId)) is null
                || position <= _deliveredOnce.GetValueOrDefault(workerId))
            {
                return false;
            }

            _deliveredOnce[workerId] = position;
            return true;
        }
    }

    /// <summary>Whether a worker is not to know of a commit that has succeeded; asked before <see cref="Forget"/>.</summary>
    /// <param name="workerId">The subscription or partition.</param>
    internal bool StrikeAfter(string workerId)
    {
        lock (_gate)
        {
            return _handled.Contains(workerId) && FindCrash(workerId) is { } crash && crash.TryTake(Strike.After);
        }
    }

    /// <summary>What somebody else is to append before an append; null if nothing is to happen.</summary>
    /// <param name="request">The append.</param>
    internal IReadOnlyList<object>? TakeConflict(AppendRequest request)
    {
        lock (_gate)
        {
            return !request.Expected.IsAny && _conflicts.Remove(request.Stream, out var messages) ? messages : null;
        }
    }

    // A partition has the id of its subscription with what it is of it in brackets.
    private static bool Concerns(string subscriptionId, string workerId) =>
        workerId == subscriptionId || workerId.StartsWith($"{subscriptionId}[", StringComparison.Ordinal);

    private CrashOrder? FindCrash(string workerId) => _crashes.Find(order => order.Left > 0 && Concerns(order.SubscriptionId, workerId));

    private void Crash(string subscriptionId, Strike strike, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        RefuseUnknown(subscriptionId);
        lock (_gate)
        {
            _crashes.Add(new CrashOrder(subscriptionId, strike) { Left = times });
        }
    }

    private void RefuseUnknown(string subscriptionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        var known = Subscriptions().ToList();
        if (!known.Exists(subscription => IsOf(subscription, subscriptionId)))
        {
            var ids = known.SelectMany(subscription => subscription.Partitions.Prepend(subscription)).Select(subscription => subscription.Id);
            throw new ArgumentException(
                $"There is no subscription '{subscriptionId}' in this host. There are: {string.Join(", ", ids.Order(StringComparer.Ordinal))}.",
                nameof(subscriptionId));
        }
    }

    // A subscription that has just started does not know yet how it is split.
    private static bool IsOf(ISubscription subscription, string id) =>
        subscription.Id == id
        || subscription.Partitions.Any(partition => partition.Id == id)
        || (subscription is { State: SubscriptionState.Starting, Partitions.Count: 0 } && IsPartition(subscription.Id, id));

    private static bool IsPartition(string name, string id) =>
        id.StartsWith($"{name}[", StringComparison.Ordinal)
        && id[^1] == ']'
        && id[(name.Length + 1)..^1].Split('/') is [var index, var count]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var of)
        && at < of;

    private sealed record CrashOrder(string SubscriptionId, Strike Strike)
    {
        public int Left { get; set; }

        public bool TryTake(Strike strike)
        {
            Left -= Strike == strike ? 1 : 0;
            return Strike == strike;
        }
    }
}
