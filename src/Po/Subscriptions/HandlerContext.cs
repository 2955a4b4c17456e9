using System.Data.Common;

namespace Po;

// Where a handler is. It flows with the handler's calls, so that what they append joins the handler's transaction.
internal sealed class HandlerContext(PoEngine engine, Subscription subscription, IStoreTransaction? transaction)
    : ISubscriptionContext, ICallTransaction
{
    private static readonly AsyncLocal<(HandlerContext? Context, Message? Message)> Ambient = new();
    private readonly List<Nudge> _nudges = [];
    private volatile bool _isOpen = true;
    private volatile bool _isSpoiled;

    // Correlation flows across engines and outlives the transaction; only the transaction is the engine's own.
    public static Message? HandledMessage => Ambient.Value.Message;

    public string SubscriptionId => subscription.HandledId;

    public StreamId Source => subscription.Source;

    public int Attempt { get; set; } = 1;

    public long Epoch { get; init; }

    public bool IsRebuilding { get; init; }

    public string? Target => subscription.Target;

    public IStoreTransaction? Transaction => transaction;

    public bool IsSpoiled => _isSpoiled;

    public HandlerSnapshots? Snapshots { get; } = transaction is null ? null : new(transaction);

    public CallOutcome Outcome { get; } = new();

    CallOutcome? ICallTransaction.Outcome => Outcome;

    IRecordReader ICallTransaction.Reader => transaction!;

    // What it has appended before stays appended, so a rebuild would append it twice.
    IRecordWriter ICallTransaction.Writer => Target is null
        ? transaction!
        : throw new RebuildRefusedException(
            SubscriptionId,
            "its handler appends messages, which would be there twice. Append in a subscription of its own, or only where "
            + "ISubscriptionContext.Target is null.");

    ISnapshotStore ICallTransaction.Snapshots => Snapshots!;

    // None in detached mode: what a handler calls there goes to the store itself.
    public static HandlerContext? Current(PoEngine engine) =>
        Ambient.Value.Context is { Snapshots: not null } context && context.IsOpenFor(engine) ? context : null;

    // The message belongs to the flow, not to the context: what a handler leaves running keeps the message that started it.
    public static void Enter(HandlerContext context, Message? message = null) => Ambient.Value = (context, message);

    public static bool IsInHandlerOf(Subscription subscription) =>
        Ambient.Value.Context is { _isOpen: true } context && context.IsOf(subscription);

    // Of a partition of it, too.
    public static bool IsInHandlerOf(SubscriptionRunner runner) =>
        Ambient.Value.Context is { _isOpen: true } context && runner.Workers.Any(context.IsOf);

    public ValueTask<DbTransaction> GetTransactionAsync(CancellationToken cancellationToken = default) =>
        _isOpen
            ? (transaction ?? throw new NotSupportedException(
                $"Subscription '{SubscriptionId}' is detached: its handler has no transaction. Choose SubscriptionMode.Transactional to write "
                + "with the position.")).GetDbTransactionAsync(cancellationToken)
            : throw new InvalidOperationException("The transaction of this handler has ended: its work has returned already.");

    public void AddNudge(Nudge nudge)
    {
        lock (_nudges)
        {
            _nudges.Add(nudge);
        }
    }

    public void Spoil() => _isSpoiled = true;

    /// <summary>Fails the message that is being handled, if it must not be committed whatever its handler says.</summary>
    /// <exception cref="InvalidOperationException">A part that was executed together has failed, and the handler has caught that.</exception>
    public void ThrowIfSpoiled()
    {
        if (_isSpoiled)
        {
            throw new InvalidOperationException(
                $"A part of what the handler of subscription '{SubscriptionId}' has executed together has failed after it had appended, and the handler "
                + "has caught that: a half would be stored. Let the failure leave the handler, or decide before anything is appended.");
        }
    }

    // After this a stray task of the handler works on the store itself, never on a transaction that has ended.
    public IReadOnlyList<Nudge> Close()
    {
        _isOpen = false;
        lock (_nudges)
        {
            return [.. _nudges];
        }
    }

    private bool IsOf(Subscription other) => subscription == other;

    private bool IsOpenFor(PoEngine other) => _isOpen && engine == other;
}
