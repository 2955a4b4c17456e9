namespace Po.Hosting.Tests;

internal sealed record Opened(string Name);

internal sealed record Closed(string Name);

internal sealed record Unregistered(string Name);
