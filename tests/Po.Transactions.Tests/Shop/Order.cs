namespace Po.Transactions.Tests;

/// <summary>A row of the shop.</summary>
public sealed class Order
{
    /// <summary>The key, which is also the entity of the stream.</summary>
    public required string Id { get; set; }

    /// <summary>What it was ordered for.</summary>
    public required int Total { get; set; }
}
