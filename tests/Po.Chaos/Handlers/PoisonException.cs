namespace Po.Chaos;

/// <summary>A handler cannot bear a message.</summary>
internal sealed class PoisonException() : Exception("This message is poison.");
