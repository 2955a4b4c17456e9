namespace Po.Chaos;

/// <summary>A command that appends once, however often it is executed.</summary>
internal sealed class SumOnce : ICommandHandler
{
    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
    {
        if (appender.Size == 0)
        {
            appender.Append(new WorkEchoed(0));
        }

        return ValueTask.CompletedTask;
    }
}
