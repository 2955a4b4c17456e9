namespace Po.Specification;

// The one type of message of engine models.
internal sealed record Happened(int Value);
