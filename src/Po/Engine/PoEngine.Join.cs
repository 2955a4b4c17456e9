using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;

namespace Po;

public sealed partial class PoEngine
{
    private readonly ConditionalWeakTable<DbConnection, ConnectionNudges> _nudges = [];

    /// <inheritdoc/>
    public IPo Join(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var joined = _store.Join(transaction);
        return new JoinedPo(this, new JoinedCalls(this, joined, transaction.Connection!));
    }

    internal ConnectionNudges NudgesOf(DbConnection connection) => _nudges.GetValue(connection, opened =>
    {
        var nudges = new ConnectionNudges(this);
        opened.StateChange += nudges.OnStateChange;
        return nudges;
    });

    // Called on a thread that is just ending a transaction: whatever the broker does, it does elsewhere and later.
    internal void NotifySoon(Nudge[] nudges) => ThreadPool.UnsafeQueueUserWorkItem(
        static async work =>
        {
            foreach (var nudge in work.Nudges)
            {
                await work.Engine.NotifyAsync(nudge).ConfigureAwait(false);
            }
        },
        (Engine: this, Nudges: nudges),
        preferLocal: false);

    // To be asked before the first await: not every ambient transaction flows any further. One that work takes part in needs no second look.
    internal AmbientCalls? AmbientCalls() =>
        Transaction.Current is { } ambient && ambient != TogetherCalls.Current(this)?.Ambient
            ? new AmbientCalls(this, ambient, Resolve(null))
            : null;
}
