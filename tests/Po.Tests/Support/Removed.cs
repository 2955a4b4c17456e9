namespace Po.Tests;

[Message("removed")]
public sealed record Removed(int Value);
