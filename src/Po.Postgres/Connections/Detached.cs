namespace Po.Postgres;

// Work of the store itself. It may begin in the flow of a caller, but it must not carry along what flows there: an ambient transaction,
// which it would keep from being forgotten, or an activity.
internal static class Detached
{
    public static Task Run(Func<Task> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work, CancellationToken.None);
        }
    }

    public static Task<T> Run<T>(Func<Task<T>> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work, CancellationToken.None);
        }
    }
}
