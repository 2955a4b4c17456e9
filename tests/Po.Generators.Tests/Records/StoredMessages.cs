using System.Text.Json;
using System.Text.Json.Serialization;

namespace Po.Generators.Tests;

// One message for each shape that data has.
[Message("numbers")]
internal sealed record Numbers(byte A, short B, int C, long D, ulong E, float F, double G, decimal H, Half I, Int128 J, char K, bool L);

[Message("texts", Version = 3, Aliases = ["words"])]
internal sealed record Texts(string Text, string? Maybe, Guid Id, Uri Link, byte[] Bytes, StreamId Stream);

[Message("times")]
internal sealed record Times(DateTime A, DateTimeOffset B, DateOnly C, TimeOnly D, TimeSpan E);

[Message("choices")]
internal sealed record Choices(
    Level A, Level? B, [property: JsonConverter(typeof(JsonStringEnumConverter<Level>))] Level C, int? D, [property: JsonPropertyName("the e")] bool? E);

[Message("lists")]
internal sealed record Lists(int[] A, List<string?> B, IReadOnlyList<Inner> C, Dictionary<string, Inner?> D, IReadOnlyDictionary<int, List<int>> E, HashSet<Guid> F);

[Message("value")]
internal readonly record struct Value(int X, Inner? Y);

[Message("set")]
internal sealed class Set
{
    public required int A { get; init; }

    public string B { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Inner? C { get; set; }

    [JsonInclude]
    internal int D { get; set; }

    public int Sum => A + D;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}

[Message("cases")]
internal sealed record Cases(Payment By, Payment[] Others);

[JsonDerivedType(typeof(Cash), "cash")]
[JsonDerivedType(typeof(Card), "card")]
internal abstract record Payment(decimal Amount);

internal sealed record Cash(decimal Amount) : Payment(Amount);

internal sealed record Card(decimal Amount, string Number) : Payment(Amount);

internal sealed record Inner(string Name, int Count, Inner? Next);

internal enum Level
{
    Low,
    High = 7,
}
