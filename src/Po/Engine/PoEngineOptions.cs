using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po;

/// <summary>What an engine works with beside its store, registry and broker.</summary>
public sealed class PoEngineOptions
{
    /// <summary>The source of every timestamp and delay.</summary>
    /// <value>The system clock by default.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the engine logs.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Is told what the engine does.</summary>
    /// <value>Nobody by default.</value>
    public IPoObserver? Observer { get; init; }

    /// <summary>Turns the state of snapshots into bytes and back.</summary>
    /// <value>Null, the default, keeps no snapshots: every fold starts with the first message.</value>
    public IStateSerializer? StateSerializer { get; init; }

    /// <summary>How large an append may be.</summary>
    public PoLimits Limits { get; init; } = new();

    /// <summary>How often a command is tried again after a conflict.</summary>
    /// <value>Not negative; 3 by default.</value>
    public int CommandRetries { get; init; } = 3;

    /// <summary>The longest wait before a command is tried again for the first time; doubles up to <see cref="MaxCommandRetryDelay"/>.</summary>
    /// <value>Not negative; 10 ms by default. The wait is a random part of it.</value>
    public TimeSpan CommandRetryDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest wait before a command is tried again at all.</summary>
    /// <value>From <see cref="CommandRetryDelay"/> to 24 days; 1 s by default.</value>
    public TimeSpan MaxCommandRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>When snapshots are saved, and what of them is kept in this process.</summary>
    public SnapshotOptions Snapshots { get; init; } = new();

    /// <summary>How subscriptions work that are given no options of their own.</summary>
    public SubscriptionOptions DefaultSubscriptionOptions { get; init; } = new();

    /// <summary>The subscriptions that a host runs through <see cref="PoEngine.RunSubscriptionAsync"/>.</summary>
    public IReadOnlyList<SubscriptionDefinition> Subscriptions { get; init; } = [];
}
