namespace Po;

/// <summary>What becomes of a message that has failed at its last attempt. Nothing of it is silent: log, metric, status or audit tell.</summary>
public enum FailurePolicy
{
    /// <summary>The subscription stands still, in every process, until it is resumed. Order is kept, nothing is left out.</summary>
    Pause,

    /// <summary>
    /// The message waits, and with it, in order, whatever comes later in its stream; other streams go on. Order is kept within each stream.
    /// </summary>
    ParkStream,

    /// <summary>The message is passed over, with an audit entry. Choose it only where a message may be missing.</summary>
    Skip,
}
