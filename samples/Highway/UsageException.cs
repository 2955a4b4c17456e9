namespace Highway;

/// <summary>What was asked for cannot be done; the message is the one sentence that the user reads.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
