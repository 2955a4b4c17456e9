namespace Po;

/// <summary>Something that somebody has done to a subscription; entries are never changed.</summary>
public sealed record AuditEntry
{
    /// <summary>Its place among the entries of the store: strictly increasing, with gaps.</summary>
    /// <value>Given by the store.</value>
    public long Number { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The subscription.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>What was done.</summary>
    public required AuditAction Action { get; init; }

    /// <summary>Who has done it: a name that the application gives, or <c>policy</c> for what a failure policy has done.</summary>
    public required string Actor { get; init; }

    /// <summary>What exactly, and why; holds no payload.</summary>
    /// <value>Empty by default; at most <see cref="SubscriptionStatus.MaxErrorLength"/> characters.</value>
    public string Detail { get; init; } = "";
}
