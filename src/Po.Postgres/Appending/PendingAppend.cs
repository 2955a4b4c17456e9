namespace Po.Postgres;

// An append on its way: who waits for it, and what is known about it. Its stream is busy from when it is taken until it has ended.
internal sealed class PendingAppend
{
    private readonly TaskCompletionSource<AppendResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingAppend(AppendRequest request, long enqueued, CancellationToken cancellationToken)
    {
        Request = request;
        Stream = request.Stream.ToString();
        Enqueued = enqueued;
        CancellationToken = cancellationToken;
        for (var i = 0; i < request.Records.Count; i++)
        {
            Bytes += request.Records[i].Data.Length + request.Records[i].Headers.Length;
        }
    }

    public AppendRequest Request { get; }

    /// <summary>The text form of the stream, by which batches are ordered so that two of them never wait for each other.</summary>
    public string Stream { get; }

    public int Count => Request.Records.Count;

    public long Bytes { get; }

    /// <summary>When its caller came, as a timestamp of the time provider.</summary>
    public long Enqueued { get; }

    /// <summary>Its place in the order in which appends came.</summary>
    public long Place { get; set; }

    /// <summary>The last number of its stream as far as is known, if that is what it expects; 0 for nothing.</summary>
    public long KnownNumber { get; set; }

    /// <summary>The life of the store in which it was stored.</summary>
    public StoreLife Life { get; private set; }

    /// <summary>Whether an attempt has ended because another process had taken a number.</summary>
    public bool HasCompeted { get; set; }

    /// <summary>Its caller gives up.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Whether an attempt has ended without saying if it was committed.</summary>
    public bool MayBeStored { get; set; }

    /// <summary>Who works on it; null while it waits. Guarded by the batcher.</summary>
    public AppendLane? Lane { get; set; }

    /// <summary>Its place among those that wait; null once it has been taken. Guarded by the batcher.</summary>
    public LinkedListNode<PendingAppend>? Node { get; set; }

    public Task<AppendResult> Ended => _ended.Task;

    public void Succeed(AppendResult result, StoreLife life)
    {
        Life = life;
        _ended.TrySetResult(result);
    }

    public void Fail(Exception error) => _ended.TrySetException(error);

    public void Cancel() => _ended.TrySetCanceled(CancellationToken);
}
