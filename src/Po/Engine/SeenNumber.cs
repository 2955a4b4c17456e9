namespace Po;

// What a view has seen of its stream. In a transaction it is seen for that one only until it is stored: another one, such as the next attempt,
// goes on from what was seen before.
internal sealed record SeenNumber(long? Number, CallOutcome? Within, long? Before)
{
    public static SeenNumber Nothing { get; } = new(null, null, null);

    /// <summary>The number for calls in a transaction; null if nothing was seen.</summary>
    /// <param name="current">The transaction; null outside of any, and in one whose outcome nobody tells.</param>
    public long? For(CallOutcome? current) => Within is null || Within == current || Within.IsStored ? Number : Before;

    /// <summary>What is seen after a call in a transaction.</summary>
    /// <param name="number">What the call has seen.</param>
    /// <param name="current">The transaction.</param>
    public SeenNumber Then(long number, CallOutcome? current) =>
        new(number, current, current is not null && Within == current ? Before : For(current));
}
