using System.Text.Json.Serialization;

namespace Po.Benchmarks;

// What both sides fold: a state of four members, made of every message.
internal sealed class Turnover : INamedSnapshot<Turnover.Sums>, IHandler<OrderPlaced>
{
    public const int Messages = 10_000;

    /// <summary>The number of the last message that the snapshot holds: with one every 500 messages, the next fold begins with 499 newer ones at most.</summary>
    public const int Snapshot = 9_501;

    public string SnapshotName => "turnover";

    public Sums State { get; set; } = new();

    public ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken)
    {
        State.Add(message.Data);
        return ValueTask.CompletedTask;
    }

    public sealed class Sums
    {
        public int Orders { get; set; }

        public int Lines { get; set; }

        public decimal Amount { get; set; }

        public string Last { get; set; } = "";

        public void Add(OrderPlaced order)
        {
            Orders++;
            Lines += order.Lines;
            Amount += order.Amount;
            Last = order.OrderId;
        }
    }
}

[JsonSerializable(typeof(Turnover.Sums))]
internal sealed partial class TurnoverJson : JsonSerializerContext;
