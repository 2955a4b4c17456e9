using System.Collections.Concurrent;

namespace Po.Chaos;

/// <summary>What a run has counted and measured.</summary>
internal sealed class Tally
{
    private readonly ConcurrentQueue<Violation> _violations = new();
    private int _faults;

    public int Cycles { get; set; }

    public long Events { get; set; }

    public long Appends { get; set; }

    /// <summary>Appends whose end nobody was told.</summary>
    public long UnknownAppends { get; set; }

    public long Lost { get; set; }

    public long Doubled { get; set; }

    public long OutOfOrder { get; set; }

    public int Faults => Volatile.Read(ref _faults);

    public TimeSpan? LongestTakeOver { get; private set; }

    public TimeSpan? WorstTimeToHead { get; private set; }

    /// <summary>The most that a process has kept of objects beyond what it kept at the first look; null if none was looked at twice.</summary>
    public long? MostKept { get; private set; }

    public IReadOnlyCollection<Violation> Violations => _violations;

    /// <summary>What else a scenario has measured.</summary>
    public ConcurrentQueue<string> Notes { get; } = new();

    public void Fault(int count = 1) => Interlocked.Add(ref _faults, count);

    public void TakeOver(TimeSpan time) => LongestTakeOver = Max(LongestTakeOver, time);

    public void TimeToHead(TimeSpan time) => WorstTimeToHead = Max(WorstTimeToHead, time);

    public void Kept(long bytes) => MostKept = Math.Max(MostKept ?? bytes, bytes);

    public void Violate(string invariant, string what) => _violations.Enqueue(new Violation(invariant, what));

    private static TimeSpan Max(TimeSpan? left, TimeSpan right) => left > right ? left.Value : right;
}
