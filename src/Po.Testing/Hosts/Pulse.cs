namespace Po.Testing;

// Beats whenever something happens in a host: a call of the store, a handler, a timer. Who waits for silence listens here.
internal sealed class Pulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>Completes with the next beat.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>How many calls of the store have not returned.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public void Beat() => Interlocked.Exchange(
        ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public void CallBegins()
    {
        Interlocked.Increment(ref _calls);
        Beat();
    }

    public void CallEnds()
    {
        Interlocked.Decrement(ref _calls);
        Beat();
    }
}
