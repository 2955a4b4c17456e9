namespace Po.Tests.Guides;

public sealed record AccountOpened(string Owner);

public sealed record Deposited(decimal Amount);

public sealed record Withdrawn(decimal Amount);
