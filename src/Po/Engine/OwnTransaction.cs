namespace Po;

// A transaction that the engine begins and commits for what is executed together.
internal sealed class OwnTransaction(IStoreTransaction transaction) : ICallTransaction, IRecordWriter
{
    private readonly Dictionary<StreamId, Nudge> _nudges = [];
    private FirstAppend? _firstAppend;

    /// <summary>The first append that was stored by this transaction and by no other: whether it is there tells whether all of it is.</summary>
    public FirstAppend? FirstAppend => Volatile.Read(ref _firstAppend);

    public IRecordReader Reader => transaction;

    public IRecordWriter Writer => this;

    public HandlerSnapshots Snapshots { get; } = new(transaction);

    ISnapshotStore ICallTransaction.Snapshots => Snapshots;

    public CallOutcome Outcome { get; } = new();

    CallOutcome? ICallTransaction.Outcome => Outcome;

    public IReadOnlyCollection<Nudge> Nudges => _nudges.Values;

    public async ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        var result = await transaction.AppendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!result.IsRepetition)
        {
            Interlocked.CompareExchange(ref _firstAppend, new FirstAppend(request, result), null);
        }

        return result;
    }

    public void AddNudge(Nudge nudge)
    {
        lock (_nudges)
        {
            _nudges[nudge.Stream] = nudge;
        }
    }

    // Never committed then: see TogetherCalls.IsSpoiled.
    public void Spoil()
    {
    }
}
