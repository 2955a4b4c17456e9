namespace Po.Tests;

public sealed record Unregistered(int Value);
