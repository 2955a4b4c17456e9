namespace GitHistory;

/// <summary>How far an import is; written by the import, read by whoever draws it.</summary>
internal sealed class ImportProgress
{
    private int _total;
    private int _done;

    /// <summary>The messages that this run has to append.</summary>
    public int Total => Volatile.Read(ref _total);

    /// <summary>The messages that it has appended.</summary>
    public int Done => Volatile.Read(ref _done);

    public void Expect(int total) => Volatile.Write(ref _total, total);

    public void Advance(int count) => Interlocked.Add(ref _done, count);
}
