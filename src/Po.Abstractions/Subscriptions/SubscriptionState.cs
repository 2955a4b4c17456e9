namespace Po;

/// <summary>What a subscription is doing.</summary>
public enum SubscriptionState
{
    /// <summary>Its worker has not looked for messages yet.</summary>
    Starting,

    /// <summary>There are messages to handle.</summary>
    CatchingUp,

    /// <summary>Everything stored at the last look has been handled.</summary>
    CaughtUp,

    /// <summary>Another worker, here or in another process, holds the subscription; this one is ready to take over.</summary>
    StandingBy,

    /// <summary>A handler or the store has failed; the work is being tried again.</summary>
    Retrying,

    /// <summary>A message has failed, or the store has refused to work, at every attempt: nothing moves until the subscription is resumed.</summary>
    Paused,

    /// <summary>Its worker has ended.</summary>
    Stopped,
}
