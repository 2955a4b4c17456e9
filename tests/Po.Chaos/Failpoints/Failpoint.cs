namespace Po.Chaos;

/// <summary>Counts the calls of a store, before and after each, and fails at one of these points.</summary>
/// <param name="target">At which point, from 1; 0 for none.</param>
internal sealed class Failpoint(int target)
{
    private int _points;

    /// <summary>How many points there were.</summary>
    public int Points => Volatile.Read(ref _points);

    /// <summary>Whether it has failed.</summary>
    public bool HasFailed => Points >= target;

    /// <summary>Where it has failed.</summary>
    public string Where { get; private set; } = "";

    public void Pass(string where)
    {
        if (Interlocked.Increment(ref _points) == target)
        {
            Where = where;
            throw new FailpointException();
        }
    }
}
