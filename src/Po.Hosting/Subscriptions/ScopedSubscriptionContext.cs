using System.Data.Common;

namespace Po.Hosting;

// The context that handlers and their collaborators take by injection: that of the transaction for which the scope was made.
internal sealed class ScopedSubscriptionContext : ISubscriptionContext
{
    public ISubscriptionContext? Context { get; set; }

    public string SubscriptionId => Current.SubscriptionId;

    public StreamId Source => Current.Source;

    public int Attempt => Current.Attempt;

    public long Epoch => Current.Epoch;

    public bool IsRebuilding => Current.IsRebuilding;

    public string? Target => Current.Target;

    private ISubscriptionContext Current => Context ?? throw new InvalidOperationException(
        $"{nameof(ISubscriptionContext)} is of use only in a service scope that a subscription has made for its handler.");

    public ValueTask<DbTransaction> GetTransactionAsync(CancellationToken cancellationToken = default) =>
        Current.GetTransactionAsync(cancellationToken);
}
