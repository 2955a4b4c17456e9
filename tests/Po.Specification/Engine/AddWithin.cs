namespace Po.Specification;

// A command with a snapshot: adds values as long as their sum stays within a limit, nothing otherwise.
internal sealed class AddWithin(int value, int count, int limit) : ICommandHandler, INamedSnapshot<Tally.Sums>
{
    public string SnapshotName => "command";

    public Tally.Sums State { get; set; } = new(0, 0, 0);

    /// <summary>What it has seen.</summary>
    public Tally.Sums? Seen { get; private set; }

    public static bool Fits(Tally.Sums sums, int value, int count, int limit) => sums.Sum + (value * count) <= limit;

    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        State = State.With(((Happened)message.Data).Value, 1);
        return ValueTask.CompletedTask;
    }

    public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
    {
        appender.Size.Should().Be(State.Count, "the size of a stream is the number of messages in it");
        Seen = State;
        for (var i = 0; i < count && Fits(Seen, value, count, limit); i++)
        {
            appender.Append(new Happened(value));
        }

        return ValueTask.CompletedTask;
    }
}
