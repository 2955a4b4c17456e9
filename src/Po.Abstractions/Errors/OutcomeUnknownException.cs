namespace Po;

/// <summary>
/// The store has not answered a commit, and could not be asked afterwards either: what was executed together is stored as a whole, or not at
/// all.
/// </summary>
/// <remarks>
/// Po does not try again what has ended so: it may be stored, and would be stored twice. The caller may, if the commands have an
/// <see cref="CommandOptions.Id"/> and the plain appends a <see cref="NewMessage.Id"/>, each the same as before: what is stored is not stored twice then, and is answered with
/// where it is. Otherwise read the streams once the store is back.
/// </remarks>
/// <param name="innerException">What the commit has ended in.</param>
public sealed class OutcomeUnknownException(Exception innerException)
    : PoException(
        "The store has not answered the commit, and could not be asked afterwards: what was executed together is stored as a whole or not at "
        + "all. Commands that have an id (CommandOptions.Id) can be sent again without being stored twice.",
        innerException);
