namespace Po;

/// <summary>Whether a subscription stands still, and what fails; every process sees it, and it outlives all of them.</summary>
public sealed record SubscriptionStatus
{
    /// <summary>Nothing fails and nothing stands still.</summary>
    public static SubscriptionStatus Running { get; } = new();

    /// <summary>Whether no process hands over messages until it is resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The message that fails; 0 if none does.</summary>
    public long FailedNumber { get; init; }

    /// <summary>How many attempts at that message have failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>The last error, or why somebody has paused it; null if nothing fails.</summary>
    /// <value>At most <see cref="MaxErrorLength"/> characters.</value>
    public string? Error { get; init; }

    /// <summary>The most characters of <see cref="Error"/> that are stored; the rest is cut off.</summary>
    public const int MaxErrorLength = 2_000;
}
