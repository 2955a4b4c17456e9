namespace Po;

/// <summary>An append is larger than the configured limits allow; nothing was stored.</summary>
/// <param name="limit">The name of the limit's option.</param>
/// <param name="actual">How much the append has.</param>
/// <param name="maximum">How much is allowed.</param>
public sealed class LimitExceededException(string limit, long actual, long maximum)
    : PoException($"The append has {actual}, but {limit} allows {maximum}. Append less at once, or raise Po:Limits:{limit}.")
{
    /// <summary>The name of the limit's option.</summary>
    public string Limit { get; } = limit;

    /// <summary>How much the append has.</summary>
    public long Actual { get; } = actual;

    /// <summary>How much is allowed.</summary>
    public long Maximum { get; } = maximum;
}
