namespace Po.Specification;

internal sealed record Withdrawn(long Amount);
