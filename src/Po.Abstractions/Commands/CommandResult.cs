namespace Po;

/// <summary>What a command did.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
public sealed record CommandResult<TCommand>
    where TCommand : ICommandHandler
{
    /// <summary>The instance whose attempt succeeded, to read results from.</summary>
    public required TCommand Command { get; init; }

    /// <summary>Where its messages were put; <see cref="AppendResult.Count"/> is 0 if it appended none.</summary>
    public required AppendResult Appended { get; init; }
}
