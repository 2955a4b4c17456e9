using System.Globalization;

namespace Po;

// How a subscription is split. It stands in the row of the subscription's own name, as a lease without end to nobody: so it changes in one
// transaction, and whoever would work on the undivided subscription stands by. Each layout has epochs of its own, so that a row that an
// earlier one has left is known by its epoch.
internal sealed record PartitionLayout(int Count, long Generation, long Start, bool HasOwnKeys)
{
    public const long EpochsOfLayout = 1_000_000;

    private const string Prefix = "partitions/";
    private const string OwnKeys = "/key";

    /// <summary>How long the lease is that no process holds.</summary>
    public static TimeSpan Forever { get; } = TimeSpan.FromDays(36_500);

    /// <summary>What stands for the owner.</summary>
    public string Owner => OwnerOf(Count, HasOwnKeys);

    public static string OwnerOf(int count, bool hasOwnKeys) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{count}{(hasOwnKeys ? OwnKeys : "")}");

    /// <summary>How the subscription is split that a row is about; null if it is not.</summary>
    /// <param name="stored">The row of its own name.</param>
    public static PartitionLayout? Of(StoredSubscription? stored)
    {
        if (stored?.Owner is not { } owner || !owner.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var hasOwnKeys = owner.EndsWith(OwnKeys, StringComparison.Ordinal);
        var count = owner.AsSpan(Prefix.Length, owner.Length - Prefix.Length - (hasOwnKeys ? OwnKeys.Length : 0));
        return new PartitionLayout(int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture), stored.Epoch, stored.Position, hasOwnKeys);
    }

    /// <summary>The first epoch of a layout that follows.</summary>
    /// <param name="epochs">Every epoch that was there before.</param>
    public static long NextGeneration(IEnumerable<long> epochs) =>
        ((epochs.DefaultIfEmpty().Max() / EpochsOfLayout) + 1) * EpochsOfLayout;

    /// <summary>Whether a row was begun in this layout, and not in an earlier one.</summary>
    /// <param name="stored">The row of a partition.</param>
    public bool Holds(StoredSubscription? stored) => stored is { IsNew: false } && stored.Epoch >= Generation;

    /// <summary>What is true of a partition about which nothing is stored in this layout.</summary>
    /// <param name="id">The id of the partition.</param>
    public StoredSubscription Unbegun(string id) => new()
    {
        Id = id,
        Position = Start,
        Epoch = Generation,
    };

    /// <summary>Begins a partition in this layout, in the transaction that has locked its row; what an earlier layout has left goes.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="position">Where it is.</param>
    /// <param name="owner">Who works on it; null for nobody.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask BeginAsync(
        IStoreTransaction transaction, long position, string? owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (!transaction.LockedSubscription!.IsNew)
        {
            await transaction.UnparkAsync(null, 0, long.MaxValue, cancellationToken).ConfigureAwait(false);
            await transaction.SetStatusAsync(SubscriptionStatus.Running, cancellationToken).ConfigureAwait(false);
        }

        await transaction.SetPositionAsync(position, cancellationToken).ConfigureAwait(false);
        await transaction.SetLeaseAsync(owner, Generation, lease, cancellationToken).ConfigureAwait(false);
    }
}
