namespace Po;

/// <summary>An append is larger than the configured limits allow; nothing was stored.</summary>
/// <param name="limit">The name of the limit's option.</param>
/// <param name="actual">How much the append has.</param>
/// <param name="maximum">How much is allowed.</param>
public sealed class LimitExceededException(string limit, long actual, long maximum)
    : PoException(limit == JsonDepth
        ? $"The data of a message is nested {actual} deep or deeper, but {limit} and its serializer allow {maximum}. An object that holds itself "
            + $"never ends; otherwise store it flatter, or raise Po:Limits:{limit} and the MaxDepth of its JsonSerializerOptions."
        : $"The append has {actual}, but {limit} allows {maximum}. Append less at once, or raise Po:Limits:{limit}.")
{
    private const string JsonDepth = "MaxJsonDepth";

    /// <summary>The name of the limit's option.</summary>
    public string Limit { get; } = limit;

    /// <summary>How much the append has; of a depth, how far it was followed.</summary>
    public long Actual { get; } = actual;

    /// <summary>How much is allowed.</summary>
    public long Maximum { get; } = maximum;
}
