namespace Po.Transactions.Tests;

/// <summary>A projection with a snapshot: the sum of what was ordered.</summary>
public sealed class Totals : IHandler<OrderPlaced>, INamedSnapshot<int>
{
    /// <inheritdoc/>
    public string SnapshotName => "totals";

    /// <summary>The sum.</summary>
    public int State { get; set; }

    /// <inheritdoc/>
    public ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken)
    {
        State += message.Data.Total;
        return ValueTask.CompletedTask;
    }
}
