namespace Po.Benchmarks;

/// <summary>What a side needs is not on this machine: said in one line, and the other comparisons go on.</summary>
internal sealed class SideNotAvailableException(string reason, Exception? innerException = null)
    : Exception(reason, innerException);
