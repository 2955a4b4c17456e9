namespace Po;

// What a transaction hands over, and how far it is.
internal sealed class Handover(SharedPage page, int count, HandlerContext context)
{
    public SharedPage Page { get; private set; } = page;

    /// <summary>How many messages of the page are to be handed over.</summary>
    public int Count { get; private set; } = count;

    public HandlerContext Context { get; } = context;

    /// <summary>The parked streams among those of the page, and whether they are replayed; their messages are left out.</summary>
    public IReadOnlyDictionary<StreamId, bool> Parked { get; init; } = NothingParked;

    public static IReadOnlyDictionary<StreamId, bool> NothingParked { get; } = new Dictionary<StreamId, bool>();

    /// <summary>Whether further pages may join the transaction.</summary>
    public bool MayGoOn { get; init; }

    /// <summary>When it began.</summary>
    public long Started { get; set; }

    /// <summary>How many messages were done in earlier pages of the transaction.</summary>
    public int Before { get; private set; }

    /// <summary>How many messages of the page are done.</summary>
    public int Handled { get; set; }

    /// <summary>Which message of the page to blame for a failure.</summary>
    public int Failing { get; set; }

    /// <summary>Up to where everything is done.</summary>
    public long Position { get; set; }

    /// <summary>The state of the handler after its last message, if it keeps one.</summary>
    public SerializedState? State { get; set; }

    /// <summary>Whether the state that is stored is one of later messages.</summary>
    public bool HasStaleState { get; set; }

    public bool IsParked(int index) => Parked.Count > 0 && Parked.ContainsKey(Page.Records[index].Stream);

    public void GoOnWith(SharedPage next)
    {
        Before += Count;
        (Page, Count, Handled, Failing) = (next, next.Records.Count, 0, 0);
    }

    public HandlerFailedException Blame(Exception cause) => new(Page.Records[Failing], Before + Failing, cause);
}
