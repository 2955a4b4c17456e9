using System.Data.Common;

namespace Po;

// Where a handler is. It flows with the handler's calls, so that what they append joins the handler's transaction.
internal sealed class HandlerContext(PoEngine engine, Subscription subscription, IStoreTransaction transaction)
    : ISubscriptionContext
{
    private static readonly AsyncLocal<HandlerContext?> Ambient = new();
    private readonly List<Nudge> _nudges = [];
    private volatile bool _isOpen = true;

    // Correlation flows across engines and outlives the transaction; only the transaction is the engine's own.
    public static Message? HandledMessage => Ambient.Value?.Message;

    public string SubscriptionId => subscription.Id;

    public StreamId Source => subscription.Source;

    public int Attempt { get; set; } = 1;

    public Message? Message { get; set; }

    public IStoreTransaction Transaction { get; } = transaction;

    public static HandlerContext? Current(PoEngine engine) =>
        Ambient.Value is { } context && context.IsOpenFor(engine) ? context : null;

    public static void Enter(HandlerContext context) => Ambient.Value = context;

    public ValueTask<DbTransaction> GetTransactionAsync(CancellationToken cancellationToken = default) =>
        _isOpen
            ? Transaction.GetDbTransactionAsync(cancellationToken)
            : throw new InvalidOperationException("The transaction of this handler has ended: its work has returned already.");

    public void AddNudge(Nudge nudge)
    {
        lock (_nudges)
        {
            _nudges.Add(nudge);
        }
    }

    // After this a stray task of the handler works on the store itself, never on a transaction that has ended.
    public IReadOnlyList<Nudge> Close()
    {
        _isOpen = false;
        return _nudges;
    }

    private bool IsOpenFor(PoEngine other) => _isOpen && engine == other;
}
