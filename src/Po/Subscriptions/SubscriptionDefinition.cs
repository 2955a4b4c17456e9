namespace Po;

/// <summary>A subscription that a host runs.</summary>
public sealed class SubscriptionDefinition
{
    /// <summary>The stable name under which the position is kept; 1 to 200 characters, none of them a control character.</summary>
    public required string Id { get; init; }

    /// <summary>A stream, a group or <see cref="StreamId.All"/>.</summary>
    public required StreamId Source { get; init; }

    /// <summary>How to work; the engine's defaults if null.</summary>
    public SubscriptionOptions? Options { get; init; }

    /// <summary>Whether the handler was marked with <see cref="OutsideEffectsAttribute"/> where its class does not tell.</summary>
    public bool HasOutsideEffects { get; init; }

    /// <summary>Makes the handler for one transaction; called anew for each.</summary>
    public required Func<ISubscriptionContext, IHandlerScope> CreateHandler { get; init; }

    /// <summary>Of which other subscription it builds the content anew; null for any usual one.</summary>
    internal ShadowRun? Shadow { get; init; }
}
