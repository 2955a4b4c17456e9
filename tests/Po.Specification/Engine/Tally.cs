namespace Po.Specification;

// A projection with a snapshot. Its version is part of what it makes of messages, so that a snapshot of another version shows in the sum.
internal sealed class Tally(string name, int version) : INamedSnapshot<Tally.Sums>, IHandler<Happened>
{
    public string SnapshotName => name;

    public int SnapshotVersion => version;

    public Sums State { get; set; } = new(0, 0, 0);

    public static Sums Of(IEnumerable<int> values, int version) =>
        values.Aggregate(new Sums(0, 0, 0), (sums, value) => sums.With(value, version));

    public ValueTask HandleAsync(Message<Happened> message, CancellationToken cancellationToken)
    {
        State = State.With(message.Data.Value, version);
        return ValueTask.CompletedTask;
    }

    public sealed record Sums(int Count, int Sum, int Last)
    {
        public Sums With(int value, int version) => new(Count + 1, Sum + (value * version), value);
    }
}
