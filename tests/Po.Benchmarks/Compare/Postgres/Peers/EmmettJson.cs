using System.Text.Json;
using System.Text.Json.Serialization;

namespace Po.Benchmarks;

internal sealed record EmmettRound(int Callers, double Seconds, string Run);

internal sealed record EmmettResult(int Appends, double Seconds, double P50, double P99);

// What goes to the Node process and comes back.
[JsonSerializable(typeof(EmmettRound))]
[JsonSerializable(typeof(EmmettResult))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class EmmettJson : JsonSerializerContext;
