namespace Po.Sqlite;

// A write that waits for its turn. From the moment it is taken into a batch nobody can give it up any more, and its caller gets the
// true outcome.
internal abstract class PendingWrite
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int GivenUp = 2;
    private int _state;

    /// <summary>When it began to wait, as a timestamp.</summary>
    public long Begin { get; set; }

    /// <summary>How many messages it stores.</summary>
    public abstract int Weight { get; }

    /// <summary>Takes it out of the queue; false if it was given up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Writes inside the open transaction and keeps the outcome; may be called again after that was rolled back.</summary>
    public abstract void Execute(StoreConnection connection);

    /// <summary>Hands the kept outcome to the caller, after the commit.</summary>
    public abstract void Complete();

    /// <summary>Hands an error to the caller.</summary>
    public abstract void Fail(Exception exception);

    protected bool TryGiveUp() => Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting;
}
