namespace Po.Sqlite;

/// <inheritdoc cref="PendingWrite"/>
internal sealed class PendingWrite<TArgument, T>(TArgument argument, int weight, Func<StoreConnection, TArgument, T> write)
    : PendingWrite
{
    // Never continues on the thread of the batch, which has others to serve.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private PoException? _refusal;

    public override int Weight => weight;

    public Task<T> Task => _done.Task;

    /// <summary>Lets a token give it up while it waits.</summary>
    /// <returns>To be disposed of when the task has ended.</returns>
    public CancellationTokenRegistration GiveUpOn(CancellationToken cancellationToken) => Task.IsCompleted
        ? default
        : cancellationToken.UnsafeRegister(static (write, token) => ((PendingWrite<TArgument, T>)write!).GiveUp(token), this);

    public override void Execute(StoreConnection connection)
    {
        _refusal = null;
        try
        {
            _result = write(connection, argument);
        }
        catch (PoException e)
        {
            _refusal = e;
        }
    }

    public override void Complete()
    {
        if (_refusal is null)
        {
            _done.SetResult(_result!);
        }
        else
        {
            _done.SetException(_refusal);
        }
    }

    public override void Fail(Exception exception) => _done.SetException(exception);

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (TryGiveUp())
        {
            _done.SetCanceled(cancellationToken);
        }
    }
}
