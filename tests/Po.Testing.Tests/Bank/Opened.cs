namespace Po.Testing.Tests;

internal sealed record Opened(string Owner);
