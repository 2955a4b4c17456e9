namespace Po;

/// <summary>What a command did.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
public sealed record CommandResult<TCommand>
    where TCommand : ICommandHandler
{
    /// <summary>
    /// The instance whose attempt succeeded, to read results from; if <see cref="IsRepetition"/>, one that was handed every message, those of the
    /// command included, and has not decided.
    /// </summary>
    public required TCommand Command { get; init; }

    /// <inheritdoc cref="CommandOutcome.IsRepetition"/>
    public bool IsRepetition { get; init; }

    /// <summary>Where its messages were put; <see cref="AppendResult.Count"/> is 0 if it appended none.</summary>
    public required AppendResult Appended { get; init; }
}
