namespace Po.Postgres;

// The last numbers of streams that were appended to lately, so that the server need not look for them. What it forgets costs time only;
// what others have appended meanwhile is found by the unique constraint. Not thread safe: the batcher's gate guards it.
internal sealed class StreamHeads(int capacity)
{
    private const long Shared = -1;

    // Two generations: the older one goes when the younger one is full, which keeps what is in use without a list of uses.
    private Dictionary<string, long> _young = new(StringComparer.Ordinal);
    private Dictionary<string, long> _old = new(StringComparer.Ordinal);
    private StoreLife _life;

    /// <summary>The last number of a stream; 0 if it is not known.</summary>
    /// <param name="stream">The text form of the stream.</param>
    /// <param name="life">The life in which it is to be used.</param>
    public long Find(string stream, StoreLife life) => life == _life ? Math.Max(Find(stream), 0) : 0;

    /// <summary>Remembers the last number of a stream.</summary>
    /// <param name="stream">The text form of the stream.</param>
    /// <param name="number">The number.</param>
    /// <param name="life">The life in which it was stored; nothing that was known in another one counts any more.</param>
    public void Set(string stream, long number, StoreLife life)
    {
        if (life == default)
        {
            Forget(stream);
            return;
        }

        if (life != _life)
        {
            _young.Clear();
            _old.Clear();
            _life = life;
        }

        if (Find(stream) != Shared)
        {
            Keep(stream, number);
        }
    }

    /// <summary>Somebody else appends to the stream, too: it is not worth remembering for a while.</summary>
    /// <param name="stream">The text form of the stream.</param>
    public void SetShared(string stream) => Keep(stream, Shared);

    public void Forget(string stream)
    {
        _young.Remove(stream);
        _old.Remove(stream);
    }

    private long Find(string stream) => _young.TryGetValue(stream, out var number) || _old.TryGetValue(stream, out number) ? number : 0;

    private void Keep(string stream, long number)
    {
        if (_young.Count >= capacity / 2 && !_young.ContainsKey(stream))
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
        }

        _young[stream] = number;
    }
}
