namespace Highway;

/// <summary>What has happened, in sentences.</summary>
internal sealed class EventLog(TimeProvider time)
{
    private const int Kept = 200;

    private readonly long _started = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly List<string> _sentences = [];
    private int _dropped;

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public void Add(string sentence)
    {
        lock (_lock)
        {
            _sentences.Add($@"{Elapsed:mm\:ss} {sentence}");
            if (_sentences.Count > Kept)
            {
                _sentences.RemoveAt(0);
                _dropped++;
            }
        }
    }

    /// <summary>The last ones, the newest last.</summary>
    public IReadOnlyList<string> Last(int count)
    {
        lock (_lock)
        {
            return _sentences.TakeLast(count).ToList();
        }
    }

    /// <summary>Those that have come since the last call.</summary>
    /// <param name="seen">How many there were then; how many there are now.</param>
    public IReadOnlyList<string> Since(ref int seen)
    {
        lock (_lock)
        {
            var fresh = _sentences.Skip(Math.Max(0, seen - _dropped)).ToList();
            seen = _dropped + _sentences.Count;
            return fresh;
        }
    }
}
