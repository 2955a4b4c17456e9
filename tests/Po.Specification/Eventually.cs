namespace Po.Specification;

/// <summary>Waits with a limit, and says what it waited for when that is over.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Waits for a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="what">What is waited for.</param>
    /// <exception cref="TimeoutException">It took longer than 30 s.</exception>
    public static async Task WithinLimitAsync(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}.", e);
        }
    }

    /// <inheritdoc cref="WithinLimitAsync(Task, string)"/>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The result of the task.</returns>
    public static async Task<T> WithinLimitAsync<T>(this Task<T> task, string what)
    {
        await WithinLimitAsync((Task)task, what);
        return await task;
    }

    /// <summary>Asks again and again until something is so.</summary>
    /// <param name="condition">Asks.</param>
    /// <param name="what">What is waited for.</param>
    /// <exception cref="TimeoutException">It took longer than 30 s.</exception>
    public static async Task IsTrueAsync(Func<ValueTask<bool>> condition, string what)
    {
        var token = TestContext.Current.CancellationToken;
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begin) > Limit)
            {
                throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}.");
            }

            await Task.Delay(Pause, TimeProvider.System, token);
        }
    }
}
