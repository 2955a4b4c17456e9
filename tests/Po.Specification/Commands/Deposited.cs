namespace Po.Specification;

internal sealed record Deposited(long Amount);
