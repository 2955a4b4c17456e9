namespace Po.Tests;

[Message("added")]
public sealed record Added(int Value);
