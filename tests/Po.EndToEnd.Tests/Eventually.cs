namespace Po.EndToEnd.Tests;

/// <summary>Waits for what other processes do.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Asks until the answer is yes; one that does not come in time fails the test with what was waited for.</summary>
    public static async Task IsTrueAsync(string what, Func<CancellationToken, Task<bool>> ask)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            while (!await ask(timeout.Token))
            {
                // Another process cannot be awaited: real time it is, but never for longer than it takes.
                await Task.Delay(TimeSpan.FromMilliseconds(20), timeout.Token);
            }
        }
        catch (OperationCanceledException e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Within {Patience} it has not come true that {what}.", e);
        }
    }
}
