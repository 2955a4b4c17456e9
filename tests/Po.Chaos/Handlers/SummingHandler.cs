namespace Po.Chaos;

/// <summary>Executes a command for each message.</summary>
internal sealed class SummingHandler(IPo po) : IHandler
{
    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken) =>
        await po.ExecuteAsync(new StreamId("sums", "all"), () => new AddNext(message.GlobalNumber), cancellationToken);

    private sealed class AddNext(long globalNumber) : ICommandHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(new WorkEchoed(globalNumber));
            return ValueTask.CompletedTask;
        }
    }
}
