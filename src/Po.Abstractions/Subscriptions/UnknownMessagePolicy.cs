namespace Po;

/// <summary>What a subscription does with a message whose name is not registered.</summary>
public enum UnknownMessagePolicy
{
    /// <summary>It fails as a handler would, with <see cref="UnknownMessageTypeException"/>: attempts, then <see cref="SubscriptionOptions.OnFailure"/>.</summary>
    Fail,

    /// <summary>The position passes it, with one line in the log for each name.</summary>
    Skip,
}
