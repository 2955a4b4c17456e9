namespace Po.EndToEnd.Tests;

internal sealed record CarPassed(string Plate);
