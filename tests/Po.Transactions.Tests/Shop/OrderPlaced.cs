namespace Po.Transactions.Tests;

/// <summary>What the shop remembers.</summary>
/// <param name="Total">What was ordered for.</param>
[Message("order-placed")]
public sealed record OrderPlaced(int Total);
