using System.Runtime.InteropServices;
using Po;

namespace GitHistory;

/// <summary>What the streams say about each commit; some seventy bytes for each, however large the commits are.</summary>
internal sealed class RecordedCommits
{
    private readonly Dictionary<CommitId, Entry> _entries = [];
    private readonly Dictionary<StreamId, int> _streamNumbers = [];
    private readonly List<StreamId> _streams = [];

    /// <summary>Reads all that is recorded. Whatever an interrupted import has left is a valid start for the next.</summary>
    public static async Task<RecordedCommits> LoadAsync(IPo po, CancellationToken cancellationToken)
    {
        var commits = new RecordedCommits();
        await foreach (var message in po.ReadAsync(new StreamId(CommitRecorded.Group), cancellationToken: cancellationToken))
        {
            switch (message.Data)
            {
                case CommitRecorded recorded:
                    commits.Apply(recorded.Sha, message.Stream, isRecorded: true);
                    break;
                case CommitDropped dropped:
                    commits.Apply(dropped.Commit.Sha, message.Stream, isRecorded: false);
                    break;
            }
        }

        return commits;
    }

    /// <summary>Notes that a commit is reachable from HEAD and counted to the author of this stream.</summary>
    /// <returns>Whether that is recorded already.</returns>
    public bool See(CommitId id, StreamId stream)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, id);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry)
            || !entry.IsRecorded || _streams[entry.Stream] != stream)
        {
            return false;
        }

        entry.IsSeen = true;
        return true;
    }

    /// <summary>The streams of the recorded commits that were not seen, to be dropped from there.</summary>
    public Dictionary<CommitId, StreamId> Unseen() => _entries
        .Where(pair => pair.Value is { IsRecorded: true, IsSeen: false })
        .ToDictionary(pair => pair.Key, pair => _streams[pair.Value.Stream]);

    /// <summary>Counts a message about a commit and returns the id that it has at every attempt.</summary>
    public Guid NextMessageId(CommitId id)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, id, out _);
        return id.MessageId(entry.Messages++);
    }

    private void Apply(string sha, StreamId stream, bool isRecorded)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, CommitId.Parse(sha), out _);
        entry.Messages++;
        entry.IsRecorded = isRecorded;
        entry.Stream = NumberOf(stream);
    }

    private int NumberOf(StreamId stream)
    {
        if (!_streamNumbers.TryGetValue(stream, out var number))
        {
            number = _streams.Count;
            _streams.Add(stream);
            _streamNumbers.Add(stream, number);
        }

        return number;
    }

    private struct Entry
    {
        public int Messages;
        public int Stream;
        public bool IsRecorded;
        public bool IsSeen;
    }
}
