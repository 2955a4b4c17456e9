namespace Po;

// What becomes of a transaction that the engine ends itself. As long as it is open, and for ever if it is rolled back, nothing of it is stored.
internal sealed class CallOutcome
{
    private long _first;
    private volatile bool _isStored;

    public bool IsStored => _isStored;

    public void Confirm() => _isStored = true;

    /// <summary>Notes what was appended in the transaction.</summary>
    /// <param name="appended">Where it was put.</param>
    public void Note(AppendResult appended)
    {
        if (!appended.IsRepetition)
        {
            Interlocked.CompareExchange(ref _first, appended.GlobalNumbers[0], 0);
        }
    }

    /// <summary>Whether nobody can have read up to a global number before this has ended, since what was appended here comes not after it.</summary>
    /// <param name="globalNumber">The global number.</param>
    public bool Holds(long globalNumber) => Volatile.Read(ref _first) is > 0 and var first && first <= globalNumber;
}
