namespace Po.Tests;

// Every wait is bounded in real time and says what it waited for.
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit, Token);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}.");
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await ((Task)task).Within(what);
        return await task;
    }

    // For what nobody announces, and only for what is about to come: it keeps a thread busy.
    public static async Task Until(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            ThrowIfOver(started, what);
            await Task.Yield();
        }
    }

    public static void ThrowIfOver(long started, string what)
    {
        if (TimeProvider.System.GetElapsedTime(started) > Limit)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}.");
        }
    }

    public static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
