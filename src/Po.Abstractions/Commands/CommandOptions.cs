namespace Po;

/// <summary>What a caller says about one command.</summary>
public sealed record CommandOptions
{
    /// <summary>An identity that makes the command safe to send again: of a request, of a message that it reacts to.</summary>
    /// <value>
    /// Null, the default, knows no repetition. Otherwise the first message of the command is stored with this id, and the others with ids that are
    /// derived from it.
    /// </value>
    /// <remarks>
    /// A command whose id is stored in its stream decides nothing and answers with what was stored the first time; two that are sent at the same
    /// moment are stored once, and both get that answer. A command that has appended nothing has left no trace, and decides again. Messages of
    /// such a command have no <see cref="NewMessage.Id"/> of their own.
    /// </remarks>
    public Guid? Id { get; init; }
}
