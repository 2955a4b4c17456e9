namespace Po;

/// <summary>What has become of a command: carried out, rejected, or carried out before.</summary>
public abstract class CommandOutcome
{
    private protected CommandOutcome()
    {
    }

    /// <summary>Where the messages of the command are; <see cref="AppendResult.Count"/> is 0 if there are none, and if it was rejected.</summary>
    public required AppendResult Appended { get; init; }

    /// <summary>Why nothing was done; empty unless the command was rejected.</summary>
    public IReadOnlyList<Rejection> Rejections { get; init; } = [];

    /// <summary>The messages that a command with the same <see cref="CommandOptions.Id"/> had stored before, as they are read today; empty unless <see cref="IsRepetition"/>.</summary>
    public IReadOnlyList<Message> Repeated { get; init; } = [];

    /// <summary>Whether the command was carried out, now or before.</summary>
    public bool IsAccepted => Rejections.Count == 0;

    /// <summary>Whether nothing was decided or stored, because the command was carried out before: <see cref="Appended"/> is where the first one is.</summary>
    /// <remarks>Also true if it is this very call that was carried out, and the answer of the store was lost on the way.</remarks>
    public bool IsRepetition { get; init; }

    /// <summary>For callers to whom a rejection is a failure.</summary>
    /// <exception cref="CommandRejectedException">The command was rejected.</exception>
    public void ThrowIfRejected()
    {
        if (!IsAccepted)
        {
            throw new CommandRejectedException(Appended.Stream, Rejections);
        }
    }
}
