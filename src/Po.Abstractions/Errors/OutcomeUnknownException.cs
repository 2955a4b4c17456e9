namespace Po;

/// <summary>
/// The store has not answered a commit, and could not be asked afterwards either: what was executed together is stored as a whole, or not at
/// all.
/// </summary>
/// <remarks>Send the same commands again with the same <see cref="CommandOptions.Id"/>: what is stored is not stored twice.</remarks>
/// <param name="innerException">What the commit has ended in.</param>
public sealed class OutcomeUnknownException(Exception innerException)
    : PoException(
        "The store has not answered the commit, and could not be asked afterwards: what was executed together is stored as a whole or not at "
        + "all. Commands that have an id (CommandOptions.Id) can be sent again without being stored twice.",
        innerException);
