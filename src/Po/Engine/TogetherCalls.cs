using System.Transactions;

namespace Po;

// What is executed together. It flows with the work's calls, as a handler's transaction does with the handler's, so that everything that is
// appended on the way belongs to it. It stands before a transaction of its own, or before the one that the work was called in.
internal sealed class TogetherCalls(PoEngine engine, ICallTransaction inner, Transaction? ambient) : ICallTransaction
{
    private static readonly AsyncLocal<TogetherCalls?> Flow = new();

    private volatile bool _isOpen = true;
    private volatile bool _hasAppended;
    private volatile bool _isSpoiled;

    /// <summary>The ambient transaction that this takes part in: calls in its flow need not be told apart.</summary>
    public Transaction? Ambient => ambient;

    /// <summary>Whether a conflict is an affair of the whole, which begins again.</summary>
    public bool IsRetriedAsAWhole => inner is OwnTransaction or TogetherCalls { IsRetriedAsAWhole: true };

    /// <summary>Whether it is known here what becomes of it.</summary>
    public bool SaysHowItEnds => inner is OwnTransaction or HandlerContext or TogetherCalls { SaysHowItEnds: true };

    public bool HasAppended => _hasAppended;

    /// <summary>Whether a part of it has failed after it had appended, so that there is no whole any more.</summary>
    public bool IsSpoiled => _isSpoiled;

    public IRecordReader Reader => inner.Reader;

    public IRecordWriter Writer => inner.Writer;

    public ISnapshotStore Snapshots => inner.Snapshots;

    public CallOutcome? Outcome => inner.Outcome;

    public static TogetherCalls? Current(PoEngine engine) => Flow.Value is { _isOpen: true } calls && calls.IsOf(engine) ? calls : null;

    public static void Enter(TogetherCalls calls) => Flow.Value = calls;

    /// <summary>Whether calls in a transaction are calls in this.</summary>
    /// <param name="calls">The transaction.</param>
    public bool IsIn(ICallTransaction calls) => inner == calls || (inner is TogetherCalls outer && outer.IsIn(calls));

    public void AddNudge(Nudge nudge)
    {
        _hasAppended = true;
        inner.AddNudge(nudge);
    }

    // After this a stray task of the work is on its own, as one of a handler is.
    public void Close() => _isOpen = false;

    /// <summary>A part of it has failed, and may have left something behind: whoever ends the transaction must not store it.</summary>
    public void Spoil()
    {
        if (_hasAppended)
        {
            _isSpoiled = true;
            inner.Spoil();
        }
    }

    private bool IsOf(PoEngine other) => engine == other;
}
