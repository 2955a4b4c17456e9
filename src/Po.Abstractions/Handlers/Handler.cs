namespace Po;

/// <summary>Makes handlers of delegates.</summary>
public static class Handler
{
    /// <summary>A handler of every message.</summary>
    /// <param name="handle">Called for each message.</param>
    public static IHandler Create(Func<Message, CancellationToken, ValueTask> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new DelegateHandler(handle);
    }

    /// <summary>A handler of every message, for work that does not wait.</summary>
    /// <param name="handle">Called for each message.</param>
    public static IHandler Create(Action<Message> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new DelegateHandler((message, _) =>
        {
            handle(message);
            return ValueTask.CompletedTask;
        });
    }

    private sealed class DelegateHandler(Func<Message, CancellationToken, ValueTask> handle) : IHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) =>
            handle(message, cancellationToken);
    }
}
