namespace Po.EndToEnd.Tests;

internal sealed record CarCounted(string Plate);
