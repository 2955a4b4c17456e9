namespace Po.Postgres;

// Appends that wait for a batch, in the order in which they came. A stream is in one batch at a time, so that two batches of this process
// never compete for its next number. Not thread safe: the batcher's gate guards it.
internal sealed class AppendQueue(int maxMessages, long maxBytes)
{
    private readonly LinkedList<PendingAppend> _waiting = new();
    private readonly HashSet<string> _busyStreams = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _takenAlone = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _ids = [];
    private readonly StreamHeads _heads = new(capacity: 10_000);
    private long _lastPlace;

    public int Count => _waiting.Count;

    public bool IsEmpty => _waiting.Count == 0;

    public IEnumerable<PendingAppend> Waiting => _waiting;

    public bool IsBusy(string stream) => _busyStreams.Contains(stream);

    public void Add(PendingAppend append)
    {
        append.Place = ++_lastPlace;
        append.Node = _waiting.AddLast(append);
    }

    /// <summary>Takes an append back that has not been taken yet.</summary>
    /// <param name="append">The append.</param>
    /// <returns>Whether it was waiting.</returns>
    public bool Remove(PendingAppend append)
    {
        if (append.Node is null)
        {
            return false;
        }

        _waiting.Remove(append.Node);
        append.Node = null;
        return true;
    }

    /// <summary>Takes what goes out together, and keeps its streams busy until <see cref="Release"/>.</summary>
    /// <param name="life">The life of the store that whoever takes them knows.</param>
    /// <returns>The batch, ordered by stream; empty if everything that waits is for busy streams.</returns>
    public List<PendingAppend> Take(StoreLife life)
    {
        var batch = new List<PendingAppend>();
        var (messages, bytes) = (0, 0L);
        for (var node = _waiting.First; node is not null;)
        {
            var (append, next) = (node.Value, node.Next);
            if (CanJoin(append, isFirst: batch.Count == 0))
            {
                if (batch.Count > 0 && (messages + append.Count > maxMessages || bytes + append.Bytes > maxBytes))
                {
                    break;
                }

                Remove(append);
                batch.Add(append);
                append.KnownNumber = KnownNumberOf(append, life);
                _taken.Add(append.Stream);
                if (!append.Request.Expected.IsAny)
                {
                    _takenAlone.Add(append.Stream);
                }

                (messages, bytes) = (messages + append.Count, bytes + append.Bytes);
            }

            node = next;
        }

        _busyStreams.UnionWith(_taken);
        _taken.Clear();
        _takenAlone.Clear();
        _ids.Clear();

        // The order in which rows are locked, the same in every process; the order of arrival within a stream.
        batch.Sort(static (left, right) => string.CompareOrdinal(left.Stream, right.Stream) is var order and not 0
            ? order
            : left.Place.CompareTo(right.Place));
        return batch;
    }

    /// <summary>Lets others have the streams of appends that have ended.</summary>
    /// <param name="appends">The appends.</param>
    public void Release(List<PendingAppend> appends)
    {
        for (var i = 0; i < appends.Count; i++)
        {
            var append = appends[i];
            _busyStreams.Remove(append.Stream);
            if (!append.Ended.IsCompletedSuccessfully)
            {
                _heads.Forget(append.Stream);
            }
            else if (IsShared(append, append.Ended.Result, isFirstOfStream: i == 0 || appends[i - 1].Stream != append.Stream))
            {
                _heads.SetShared(append.Stream);
            }
            else
            {
                _heads.Set(append.Stream, append.Ended.Result.LastNumber, append.Life);
            }
        }
    }

    // What was known of a batch has not helped; this is one of the streams that it was wrong about.
    private static bool IsShared(PendingAppend append, AppendResult result, bool isFirstOfStream) =>
        append.HasCompeted && append.KnownNumber > 0 && isFirstOfStream && result.LastNumber != append.KnownNumber + append.Count;

    private long KnownNumberOf(PendingAppend append, StoreLife life)
    {
        var known = _heads.Find(append.Stream, life);
        return append.Request.Expected.IsAny || append.Request.Expected.Number == known ? known : 0;
    }

    private bool CanJoin(PendingAppend append, bool isFirst)
    {
        // What expects a number is judged by what is committed, so it must be alone with its stream in the batch.
        if (_busyStreams.Contains(append.Stream)
            || _takenAlone.Contains(append.Stream)
            || (!append.Request.Expected.IsAny && _taken.Contains(append.Stream)))
        {
            return false;
        }

        // An id that is twice in a batch would fail all of it; twice in one append it fails that one, wherever it goes. What was added
        // here in vain only sends others to the next batch.
        var records = append.Request.Records;
        for (var i = 0; i < records.Count; i++)
        {
            if (!_ids.Add(records[i].Id) && !isFirst)
            {
                return false;
            }
        }

        return true;
    }
}
