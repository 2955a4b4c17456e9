namespace Po.Chaos;

/// <summary>The store is away at a failpoint.</summary>
internal sealed class FailpointException() : Exception("The store is away, as planned.");
