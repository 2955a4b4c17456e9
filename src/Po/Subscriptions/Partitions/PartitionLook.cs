namespace Po;

// What was stored about a subscription and its partitions at one moment.
internal sealed class PartitionLook
{
    private readonly StoredSubscription?[] _rows;

    /// <summary>Sorts out the rows of one subscription.</summary>
    /// <param name="name">The subscription.</param>
    /// <param name="all">Every subscription of the store.</param>
    /// <param name="readAt">When they were read, as a timestamp.</param>
    public PartitionLook(string name, IEnumerable<StoredSubscription> all, long readAt)
    {
        ReadAt = readAt;
        var rows = new List<StoredSubscription>();
        foreach (var stored in all)
        {
            if (stored.Id == name)
            {
                Head = stored;
            }
            else if (PartitionId.TryParse(stored.Id, out var owner, out _, out _) && owner == name)
            {
                rows.Add(stored);
            }
        }

        All = rows;
        Layout = PartitionLayout.Of(Head);
        _rows = new StoredSubscription?[Layout?.Count ?? 0];
        for (var i = 0; i < _rows.Length; i++)
        {
            var id = PartitionId.Of(name, i, _rows.Length);
            _rows[i] = rows.Find(row => row.Id == id) is { } row && Layout!.Holds(row) ? row : null;
        }

        Partitions = [.. _rows.Select((row, i) => row ?? Layout!.Unbegun(PartitionId.Of(name, i, _rows.Length)))];
    }

    public long ReadAt { get; }

    /// <summary>The row of the subscription's own name.</summary>
    public StoredSubscription? Head { get; }

    public PartitionLayout? Layout { get; }

    /// <summary>The rows of every layout, those that an earlier one has left included.</summary>
    public IReadOnlyList<StoredSubscription> All { get; }

    /// <summary>The partitions of the layout; one that nobody has begun stands where the layout begins.</summary>
    public IReadOnlyList<StoredSubscription> Partitions { get; }

    /// <summary>What is worked on: the partitions, or the undivided subscription; nothing if nothing is stored.</summary>
    public IReadOnlyList<StoredSubscription> Rows => Layout is not null ? Partitions : Head is { } whole ? [whole] : [];

    public static async ValueTask<PartitionLook> ReadAsync(IStore store, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        return new PartitionLook(name, await store.ReadSubscriptionsAsync(cancellationToken).ConfigureAwait(false), now);
    }
}
