namespace Po.Chaos;

/// <summary>A message that is poison for one handler, until it is mended.</summary>
internal sealed class Poison(PoisonKind kind)
{
    private readonly TaskCompletionSource _mended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _globalNumber = long.MaxValue;

    public long GlobalNumber
    {
        get => Volatile.Read(ref _globalNumber);
        set => Volatile.Write(ref _globalNumber, value);
    }

    /// <summary>Whether nobody can read it, ever.</summary>
    public bool IsUnreadable => kind is PoisonKind.UnknownType or PoisonKind.BrokenJson;

    public void Mend() => _mended.TrySetResult();

    public async ValueTask HandleAsync(Message message, ISubscriptionContext context, CancellationToken cancellationToken)
    {
        var isPoison = ((WorkDone)message.Data).Part == 2 && !_mended.Task.IsCompleted;
        if (isPoison && kind is PoisonKind.Throws)
        {
            throw new PoisonException();
        }

        await Rows.WriteAsync(context, message, cancellationToken);
        if (isPoison && kind is PoisonKind.ThrowsAfterEffect)
        {
            throw new PoisonException();
        }

        if (isPoison)
        {
            _hanging.TrySetResult();
            await _mended.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Appends it; what Po would not append is inserted by hand.</summary>
    /// <returns>Its global number.</returns>
    public async Task<long> AppendAsync(IPo po, Ledger ledger, StreamId stream, int number, CancellationToken token)
    {
        if (!IsUnreadable)
        {
            return (await po.AppendAsync(stream, new WorkDone("poison", 2, 2), cancellationToken: token)).LastGlobalNumber;
        }

        var (type, data) = kind is PoisonKind.UnknownType ? ("unheard-of", "{}") : ("work-done", """{"append":""");
        return await ledger.ReadNumberAsync(
            FormattableString.Invariant($"""
                INSERT INTO po_records (stream, number, message_type, data) VALUES ('{stream}', {number}, '{type}', '{data}')
                RETURNING global_number
                """),
            token);
    }

    /// <summary>Waits until its subscription has stopped before it.</summary>
    public Task WaitAsync(ChaosRun run, ISubscription subscription) => kind is PoisonKind.Hangs
        ? _hanging.Task.WaitAsync(run.HeadLimit, run.Token)
        : run.RequireAsync(
            run.HeadLimit,
            "I8",
            $"subscription '{subscription.Id}' pauses ({kind})",
            () => Task.FromResult(subscription.State is SubscriptionState.Paused));
}
