namespace Po.Testing.Tests;

internal sealed record Withdrawn(decimal Amount);
