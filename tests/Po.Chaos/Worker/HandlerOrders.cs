using System.Collections.Concurrent;

namespace Po.Chaos;

/// <summary>What the handlers of this process are told to do: to stay in a transaction for a while.</summary>
internal sealed class HandlerOrders
{
    private readonly ConcurrentDictionary<string, TimeSpan> _holds = new();

    /// <summary>The next message of a subscription takes so long.</summary>
    public void Hold(string subscription, TimeSpan time) => _holds[subscription] = time;

    public bool TryTakeHold(string subscription, out TimeSpan time) => _holds.TryRemove(subscription, out time);
}
