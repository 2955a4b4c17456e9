namespace Po;

/// <summary>A command: its state is built from the stream, then it decides what to append.</summary>
/// <remarks>
/// Each attempt runs on a new instance: it is handed every message of the stream in order, then
/// <see cref="ExecuteAsync"/> is called once. What it appended is stored in one piece if that returns, and not at all if it throws.
/// </remarks>
public interface ICommandHandler : IHandler
{
    /// <summary>Decides, on top of the state that the messages have built.</summary>
    /// <param name="appender">Collects what is to be appended.</param>
    /// <param name="cancellationToken">Cancelled when the caller gives up.</param>
    ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken);
}
