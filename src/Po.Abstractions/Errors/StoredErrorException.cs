namespace Po;

/// <summary>An error that another process, or an earlier life of this one, has stored about a subscription; what is left of it is its text.</summary>
/// <param name="error">The text.</param>
public sealed class StoredErrorException(string error) : PoException(error)
{
    /// <summary>The message that has failed; 0 if none has: the text then says who has paused the subscription, and why.</summary>
    /// <value>0 by default.</value>
    public long FailedNumber { get; init; }
}
