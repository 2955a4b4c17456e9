using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Po;

// A live, read-only view of the subscriptions by their public face.
internal sealed class SubscriptionTable(ConcurrentDictionary<string, SubscriptionRunner> subscriptions)
    : IReadOnlyDictionary<string, ISubscription>
{
    public int Count => subscriptions.Count;

    public IEnumerable<string> Keys => subscriptions.Keys;

    public IEnumerable<ISubscription> Values => subscriptions.Values;

    public ISubscription this[string key] => subscriptions.TryGetValue(key, out var subscription)
        ? subscription
        : throw new KeyNotFoundException($"This process has no subscription '{key}'.");

    public bool ContainsKey(string key) => subscriptions.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out ISubscription value)
    {
        var found = subscriptions.TryGetValue(key, out var subscription);
        value = subscription;
        return found;
    }

    public IEnumerator<KeyValuePair<string, ISubscription>> GetEnumerator()
    {
        foreach (var (id, subscription) in subscriptions)
        {
            yield return new KeyValuePair<string, ISubscription>(id, subscription);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
