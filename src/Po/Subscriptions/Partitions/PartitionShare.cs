using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Po;

// Which partitions of a subscription this process works on. Processes share them out without a leader and without a table: each sees in the leases
// who else works, and keeps to what is fair. One look serves all partitions of the process.
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class PartitionShare(IStore store, TimeProvider time, string name, string instanceId, int count, TimeSpan leaseTime)
{
    // What was given up is left to others for so long.
    private static readonly TimeSpan TimeForOthers = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<IMessageHandler, object> _holders = [];

    // Until when this process counts on a partition, and until when it leaves one alone.
    private readonly TimeSpan[] _heldUntil = new TimeSpan[count];
    private readonly TimeSpan[] _leftUntil = new TimeSpan[count];
    private readonly long _origin = time.GetTimestamp();
    private PartitionLook? _look;
    private int _standingBack;

    /// <summary>How old a look may be: about a second, so that processes do not look in step.</summary>
    public static TimeSpan MaxAge => TimeSpan.FromSeconds(1) * (0.75 + (Random.Shared.NextDouble() / 4));

    public async ValueTask<PartitionLook> LookAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_look is not { } look || time.GetElapsedTime(look.ReadAt) >= maxAge)
            {
                _look = look = await PartitionLook.ReadAsync(store, name, time, cancellationToken).ConfigureAwait(false);
            }

            return look;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// Leaves every partition to other processes, until <see cref="ComeBack"/> is called as often: they take none from a process that holds its fair share.
    /// </summary>
    public void StandBack()
    {
        lock (_gate)
        {
            _standingBack++;
        }
    }

    /// <summary>Takes part again.</summary>
    public void ComeBack()
    {
        lock (_gate)
        {
            _standingBack--;
        }
    }

    /// <summary>Decides about a partition. What is to be taken counts as held from now on, until it is told otherwise.</summary>
    /// <param name="index">The partition.</param>
    /// <param name="isHeld">Whether its worker believes that it is its own.</param>
    /// <param name="look">A look that is not old.</param>
    public ShareDecision Decide(int index, bool isHeld, PartitionLook look)
    {
        lock (_gate)
        {
            if (_standingBack > 0)
            {
                _heldUntil[index] = default;
                return isHeld ? ShareDecision.Release : ShareDecision.Leave;
            }

            var age = time.GetElapsedTime(look.ReadAt);
            var now = time.GetElapsedTime(_origin);
            var others = look.Partitions
                .Where(row => row.Owner is not null && row.Owner != instanceId && row.LeaseLeft > age)
                .GroupBy(row => row.Owner, StringComparer.Ordinal)
                .ToDictionary(owner => owner.Key!, owner => owner.Count(), StringComparer.Ordinal);
            var processes = others.Count + 1;
            var fair = (count + processes - 1) / processes;
            if (!isHeld)
            {
                // Whatever was decided before, its worker has it no longer.
                _heldUntil[index] = default;
            }

            var held = _heldUntil.Count(until => until > now);
            if (isHeld)
            {
                if (held > fair && _heldUntil[index] > now)
                {
                    _heldUntil[index] = default;
                    _leftUntil[index] = now + TimeForOthers;
                    return ShareDecision.Release;
                }

                _heldUntil[index] = now + leaseTime;
                return ShareDecision.Keep;
            }

            var decision = Decide(look.Partitions[index], age, held, fair, others, isLeft: _leftUntil[index] > now);
            if (decision is not ShareDecision.Leave)
            {
                _heldUntil[index] = now + leaseTime;
            }

            return decision;
        }
    }

    /// <summary>Whether a handler that keeps a state is this partition's alone.</summary>
    /// <param name="index">The partition.</param>
    /// <param name="handler">The handler.</param>
    public bool TryClaim(int index, IMessageHandler handler) => (int)_holders.GetValue(handler, _ => index) == index;

    /// <summary>A partition is not this process's, whatever was decided.</summary>
    /// <param name="index">The partition.</param>
    public void Forget(int index)
    {
        lock (_gate)
        {
            _heldUntil[index] = default;
        }
    }

    private ShareDecision Decide(
        StoredSubscription row, TimeSpan age, int held, int fair, Dictionary<string, int> others, bool isLeft)
    {
        var isOthers = row.Owner is { } owner && owner != instanceId && row.LeaseLeft > age;
        if (!isOthers)
        {
            return held < fair && !isLeft ? ShareDecision.Take : ShareDecision.Leave;
        }

        var most = others.Values.Max();
        return held == 0 && most > 1 && others[row.Owner!] == most ? ShareDecision.TakeOver : ShareDecision.Leave;
    }
}
