namespace Po.EndToEnd.Tests.Refused;

internal sealed record Counted(int Value);
