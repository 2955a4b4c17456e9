namespace Po.Benchmarks;

// Every wait of a benchmark ends, and says what it waited for.
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<T> WaitForAsync<T>(string what, Task<T> task, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(Limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds:0} s for {what}.");
        }
    }

    public static Task WaitForAsync(string what, Task task, CancellationToken cancellationToken = default) =>
        WaitForAsync(what, Wrap(task), cancellationToken);

    private static async Task<bool> Wrap(Task task)
    {
        await task;
        return true;
    }
}
