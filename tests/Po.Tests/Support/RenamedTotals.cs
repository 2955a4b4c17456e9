namespace Po.Tests;

// The same projection after a refactoring: a member of its state has another name.
internal sealed class RenamedTotals : INamedSnapshot<RenamedTotals.Counts>, IHandler<Added>
{
    public string SnapshotName => "totals";

    public Counts State { get; set; } = new();

    public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
    {
        State.Count++;
        State.Total += message.Data.Value;
        return ValueTask.CompletedTask;
    }

    public sealed class Counts
    {
        public int Count { get; set; }

        public int Total { get; set; }
    }
}
