using System.Text.Json.Serialization;

namespace Po.Benchmarks;

/// <summary>A message of the usual size: some 150 bytes of JSON.</summary>
internal sealed record OrderPlaced(string OrderId, string Customer, decimal Amount, string Currency, DateTimeOffset PlacedAt, int Lines)
{
    public static OrderPlaced Sample(int i) => new(
        $"order-{i:D8}", "Ada Lovelace", 1234.56m + i, "EUR", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 7);
}

[JsonSerializable(typeof(OrderPlaced))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
