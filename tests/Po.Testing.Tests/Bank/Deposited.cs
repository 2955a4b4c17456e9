namespace Po.Testing.Tests;

internal sealed record Deposited(decimal Amount);
