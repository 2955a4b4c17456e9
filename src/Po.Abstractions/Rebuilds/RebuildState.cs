namespace Po;

/// <summary>What a rebuild is doing.</summary>
public enum RebuildState
{
    /// <summary>The target is made.</summary>
    Preparing,

    /// <summary>Messages are handed over, page after page.</summary>
    CatchingUp,

    /// <summary>Another process works on the same target; this one takes over if that ends.</summary>
    StandingBy,

    /// <summary>A handler or the store has failed; the next attempt follows after a delay.</summary>
    Retrying,

    /// <summary>The transaction is open that puts the target in the place of the live content.</summary>
    Switching,

    /// <summary>It was told to pause, or something has failed at every attempt; it goes on when it is resumed.</summary>
    Paused,

    /// <summary>The target is live.</summary>
    Completed,

    /// <summary>It was disposed of before it was complete; another call goes on where it was.</summary>
    Stopped,
}
