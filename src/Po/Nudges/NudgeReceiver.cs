namespace Po;

internal sealed class NudgeReceiver(StreamId source, TimeProvider timeProvider, Action<NudgeReceiver> onDisposed) : INudgeReceiver
{
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamId Source { get; } = source;

    public void Receive() => Volatile.Read(ref _signal).TrySetResult();

    public async ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var signal = Volatile.Read(ref _signal).Task;
        if (!signal.IsCompleted)
        {
            await signal.WaitAsync(timeout, timeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!signal.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }

        // A nudge that comes before this line is one with the nudge that has just been waited for: its records are there to read.
        Volatile.Write(ref _signal, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return true;
    }

    public ValueTask DisposeAsync()
    {
        onDisposed(this);
        return ValueTask.CompletedTask;
    }
}
