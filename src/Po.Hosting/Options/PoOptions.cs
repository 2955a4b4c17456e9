using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Po.Hosting;

/// <summary>How one store is worked with; bound from the configuration section <c>Po</c>, or <c>Po:Stores:{name}</c> for a named store.</summary>
/// <remarks>Code wins over configuration. Everything is checked when the host starts.</remarks>
public sealed class PoOptions
{
    /// <summary>How large an append may be.</summary>
    [ValidateObjectMembers]
    public PoLimits Limits { get; } = new();

    /// <summary>How often a command is tried again after a conflict.</summary>
    /// <value>From 0 to 1,000; 3 by default.</value>
    [Range(0, 1_000)]
    public int CommandRetries { get; set; } = 3;

    /// <summary>The longest wait before a command is tried again for the first time; doubles up to <see cref="MaxCommandRetryDelay"/>.</summary>
    /// <value>Not negative; 10 ms by default. The wait is a random part of it.</value>
    public TimeSpan CommandRetryDelay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest wait before a command is tried again at all.</summary>
    /// <value>From <see cref="CommandRetryDelay"/> to 24 days; 1 s by default.</value>
    public TimeSpan MaxCommandRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>When snapshots of projections and commands are saved, and what of them is kept in this process.</summary>
    [ValidateObjectMembers]
    public SnapshotOptions Snapshots { get; } = new();

    /// <summary>What the options of every subscription start from; <c>Po:Subscriptions:{id}</c> and code change them for one.</summary>
    [ValidateObjectMembers]
    public SubscriptionOptions SubscriptionDefaults { get; } = new();
}
