namespace Po;

/// <summary>A rebuild that runs in this process, see <see cref="IPo.RebuildAsync"/>.</summary>
/// <remarks>
/// Thread safe. Disposing lets the message in flight end and stops; what is done stays stored, and another call of the verb with the same target, in
/// any process, goes on there. Safe to repeat.
/// </remarks>
public interface IRebuild : IAsyncDisposable
{
    /// <summary>The subscription that is rebuilt.</summary>
    string SubscriptionId { get; }

    /// <summary>Where its handler writes to meanwhile.</summary>
    string Target { get; }

    /// <summary>The name under which the position of the rebuild is kept, and under which <see cref="IPoAdmin"/> shows it: <c>subscription~target</c>.</summary>
    string ShadowId { get; }

    /// <summary>What it is doing.</summary>
    RebuildState State { get; }

    /// <summary>The global number up to which everything that matches is in the target.</summary>
    long Position { get; }

    /// <summary>The last global number of the store at the last look: where the rebuild has to get.</summary>
    long Horizon { get; }

    /// <summary>How many global numbers are left: an upper bound of messages.</summary>
    long Lag { get; }

    /// <summary>How many messages this call has handed over, in transactions that are committed.</summary>
    long Handled { get; }

    /// <summary>When this call began.</summary>
    DateTimeOffset Started { get; }

    /// <summary>How long it will still take at the average rate since it began, or was last resumed.</summary>
    /// <value>Zero once it has got to the end; null as long as there is no rate, and while it is paused.</value>
    TimeSpan? Estimate { get; }

    /// <summary>What has failed last; null once it goes on.</summary>
    Exception? Error { get; }

    /// <summary>Stops handing over messages until <see cref="Resume"/>; the message in flight ends. A switch that is being committed is not stopped.</summary>
    void Pause();

    /// <summary>Goes on after a pause; a message that has failed gets all its attempts again. Does nothing otherwise.</summary>
    void Resume();

    /// <summary>Waits until the target is live.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SubscriptionFaultedException">It is paused because something has failed at every attempt, or pauses so while waiting.</exception>
    /// <exception cref="InvalidOperationException">It was disposed of before.</exception>
    ValueTask WhenCompletedAsync(CancellationToken cancellationToken = default);
}
