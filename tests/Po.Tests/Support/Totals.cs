namespace Po.Tests;

// A projection with a snapshot that knows how many messages it was handed itself.
internal sealed class Totals(string name = "totals") : INamedSnapshot<Totals.Counts>, IHandler<Added>
{
    public string SnapshotName => name;

    public int SnapshotVersion { get; init; } = 1;

    public SnapshotPolicy? SnapshotPolicy { get; init; }

    /// <summary>Called with each message, for what takes time.</summary>
    public Action? OnMessage { get; init; }

    public Counts State { get; set; } = new();

    public List<long> Folded { get; } = [];

    public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
    {
        State.Count++;
        State.Sum += message.Data.Value;
        Folded.Add(message.GlobalNumber);
        OnMessage?.Invoke();
        return ValueTask.CompletedTask;
    }

    public sealed class Counts
    {
        public int Count { get; set; }

        public int Sum { get; set; }
    }
}
