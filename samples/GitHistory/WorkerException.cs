namespace GitHistory;

/// <summary>A hosted worker has ended before its time.</summary>
internal sealed class WorkerException(string message, Exception inner) : Exception(message, inner);
