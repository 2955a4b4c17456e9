namespace Po;

// A page, or the rest of one, as one subscription sees it. Others have the same records, and the same messages where nobody can
// change them: what ten subscriptions handle is deserialised once.
internal sealed class SharedPage
{
    private readonly Message?[]? _messages;
    private readonly int _first;
    private readonly IReadOnlyList<int>? _kept;

    /// <summary>Shows a page from a global number on.</summary>
    /// <param name="page">The page.</param>
    /// <param name="from">Where the subscription goes on: at its beginning, or in the middle.</param>
    /// <param name="messages">A place for the message of each record; null if nobody else has the page.</param>
    public SharedPage(RecordPage page, long from, Message?[]? messages)
    {
        var records = page.Records;
        while (_first < records.Count && records[_first].GlobalNumber < from)
        {
            _first++;
        }

        Records = _first == 0 ? records : [.. records.Skip(_first)];
        (HasMore, Position, Horizon) = (page.HasMore, page.Position, page.Horizon);
        _messages = messages;
    }

    private SharedPage(SharedPage page, IReadOnlyList<int> kept, long position)
    {
        Records = [.. kept.Select(index => page.Records[index])];
        (HasMore, Position, Horizon) = (page.HasMore && position == page.Position, position, page.Horizon);
        (_messages, _first, _kept) = (page._messages, page._first, kept);
    }

    public IReadOnlyList<Record> Records { get; }

    public bool HasMore { get; }

    public long Position { get; }

    public long Horizon { get; }

    /// <summary>A part of the page.</summary>
    /// <param name="isKept">Which of its records.</param>
    /// <param name="position">Up to which global number.</param>
    public SharedPage Keep(Func<int, bool> isKept, long position)
    {
        var kept = new List<int>();
        for (var i = 0; i < Records.Count && Records[i].GlobalNumber <= position; i++)
        {
            if (isKept(i))
            {
                kept.Add(i);
            }
        }

        return new SharedPage(this, kept, Math.Min(position, Position));
    }

    public MessageParts PartsAt(int index, IRegistry registry)
    {
        var record = Records[index];
        if (_messages is null)
        {
            return registry.ToMessages(record);
        }

        // Only what is immutable is ever put there.
        ref var place = ref _messages[_first + (_kept is null ? index : _kept[index])];
        if (Volatile.Read(ref place) is { } message)
        {
            return new MessageParts(message);
        }

        if (registry is not MessageRegistry table || !table.IsImmutable(record.Type))
        {
            return registry.ToMessages(record);
        }

        // What is immutable is of a registered version, so it is one message. Two that come at the same time both make it, and both take the first one.
        message = registry.ToMessages(record).Only!;
        return new MessageParts(Interlocked.CompareExchange(ref place, message, null) ?? message);
    }
}
