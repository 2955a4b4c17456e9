namespace Po.Tests;

// A command that counts the messages of its stream and appends that count plus one.
internal sealed class AddOne : ICommandHandler, IHandler<Added>
{
    public List<int> Seen { get; } = [];

    public long SizeBefore { get; private set; } = -1;

    public Func<AddOne, ITransactionAppender, ValueTask>? Deciding { get; init; }

    public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
    {
        Seen.Add(message.Data.Value);
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
    {
        SizeBefore = appender.Size;
        if (Deciding is not null)
        {
            await Deciding(this, appender);
        }
        else
        {
            appender.Append(new Added(Seen.Count + 1));
        }
    }
}
