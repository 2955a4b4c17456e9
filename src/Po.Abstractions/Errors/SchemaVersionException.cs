namespace Po;

/// <summary>The schema of a store is not one that this version of Po can work with.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class SchemaVersionException(string message) : PoException(message);
