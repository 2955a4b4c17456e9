namespace Po;

// The latest states of hot streams, as bytes: whoever takes one makes an object of his own of it. Knows nothing of what is true now;
// whoever takes one holds it against the stream.
internal sealed class StateCache(int maxEntries, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(StreamId Stream, string Name), LinkedListNode<Snapshot>> _entries = [];
    private readonly LinkedList<Snapshot> _byUse = [];
    private long _bytes;

    public Snapshot? Find(StreamId stream, string name)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue((stream, name), out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    /// <summary>Keeps a state in place of an older one; of two folds at the same time the one that has seen more stays.</summary>
    /// <param name="snapshot">The state.</param>
    public void Keep(Snapshot snapshot)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue((snapshot.Stream, snapshot.Name), out var node))
            {
                if (node.Value.Number > snapshot.Number)
                {
                    return;
                }

                Drop(node);
            }

            if (snapshot.State.Data.Length > maxBytes)
            {
                return;
            }

            _entries.Add((snapshot.Stream, snapshot.Name), _byUse.AddFirst(snapshot));
            _bytes += snapshot.State.Data.Length;
            while (_byUse.Count > maxEntries || _bytes > maxBytes)
            {
                Drop(_byUse.Last!);
            }
        }
    }

    public void Remove(StreamId stream, string name)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue((stream, name), out var node))
            {
                Drop(node);
            }
        }
    }

    /// <summary>Drops a state that has turned out to be of no use, unless another one has taken its place.</summary>
    /// <param name="snapshot">What <see cref="Find"/> has returned.</param>
    public void Remove(Snapshot snapshot)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue((snapshot.Stream, snapshot.Name), out var node) && ReferenceEquals(node.Value, snapshot))
            {
                Drop(node);
            }
        }
    }

    private void Drop(LinkedListNode<Snapshot> node)
    {
        _entries.Remove((node.Value.Stream, node.Value.Name));
        _byUse.Remove(node);
        _bytes -= node.Value.State.Data.Length;
    }
}
