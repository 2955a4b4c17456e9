using System.Collections.Concurrent;

namespace Po.Chaos;

/// <summary>What was asked for and what was answered, in all processes.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<string, Append> _appends = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Append> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Append> _settled = new();
    private readonly ConcurrentQueue<Shift> _shifts = new();

    public ICollection<Append> Appends => _appends.Values;

    public void Begin(Append append)
    {
        _appends[append.Id] = append;
        _open[append.Id] = append;
    }

    public void End(string id, AppendOutcome outcome, long lastNumber = 0, long firstGlobal = 0, long lastGlobal = 0, string error = "")
    {
        if (_open.TryRemove(id, out var append))
        {
            (append.LastNumber, append.FirstGlobal, append.LastGlobal) = (lastNumber, firstGlobal, lastGlobal);
            append.Error = error;
            append.Outcome = outcome;
            _settled.Enqueue(append);
        }
    }

    /// <summary>A process has ended: what it has not heard the end of is unknown.</summary>
    public void EndAll(string worker)
    {
        foreach (var append in _open.Values.Where(append => append.Worker == worker))
        {
            End(append.Id, AppendOutcome.Unknown, error: "its process has ended");
        }
    }

    /// <summary>What has settled since the last call.</summary>
    public IReadOnlyList<Append> TakeSettled() => [.. Take(_settled)];

    public void Worked(Shift shift) => _shifts.Enqueue(shift);

    /// <summary>The transactions since the last call.</summary>
    public IReadOnlyList<Shift> TakeShifts() => [.. Take(_shifts)];

    private static IEnumerable<T> Take<T>(ConcurrentQueue<T> queue)
    {
        while (queue.TryDequeue(out var item))
        {
            yield return item;
        }
    }
}
