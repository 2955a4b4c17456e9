namespace Po;

/// <summary>Waits for nudges of one source. Many nudges that come while nobody waits are one.</summary>
public interface INudgeReceiver : IAsyncDisposable
{
    /// <summary>Waits for a nudge that has not been waited for yet.</summary>
    /// <param name="timeout">The longest to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True if there was a nudge, false if the time was over.</returns>
    ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
