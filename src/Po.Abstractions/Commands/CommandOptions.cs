namespace Po;

/// <summary>What a caller says about one command.</summary>
public sealed record CommandOptions
{
    /// <summary>An identity that makes the command safe to send again: of a request, or made of the message that it reacts to.</summary>
    /// <value>
    /// Null, the default, knows no repetition. Otherwise the first message of the command is stored with this id, and each further one with an id that
    /// is made of it and the place of the message, by a hash.
    /// </value>
    /// <remarks>
    /// <para>A command whose id is stored in its stream decides nothing and answers with what was stored the first time; two that are sent at the same
    /// moment are stored once, and both get that answer. A command that has appended nothing has left no trace, and decides again. Messages of
    /// such a command have no <see cref="NewMessage.Id"/> of their own.</para>
    /// <para>So the id of a message that is stored is never that of a new command: in its own stream it is the id of a command that was carried out,
    /// and on another one it is refused. Of a message that is handled make another id, the same each time: a hash of its <see cref="Message.Id"/> and
    /// of what is done about it.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The id is empty, so that it would be the same for everybody.</exception>
    public Guid? Id
    {
        get;
        init => field = value != Guid.Empty
            ? value
            : throw new ArgumentException("Guid.Empty is no identity of a command: name one, or leave it null.", nameof(value));
    }
}
