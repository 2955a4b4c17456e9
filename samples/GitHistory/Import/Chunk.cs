using Po;

namespace GitHistory;

/// <summary>Messages that go to the store together, by stream; large enough to share commits, small enough for memory and limits.</summary>
internal sealed class Chunk
{
    private const int MaxMessages = 500;
    private const int MaxBytes = 1024 * 1024;

    private readonly Dictionary<StreamId, List<NewMessage>> _streams = [];
    private int _bytes;

    public int Count { get; private set; }

    public bool IsFull => Count >= MaxMessages || _bytes >= MaxBytes;

    public void Add(StreamId stream, NewMessage message, CommitRecorded commit)
    {
        if (!_streams.TryGetValue(stream, out var messages))
        {
            _streams.Add(stream, messages = []);
        }

        messages.Add(message);
        Count++;
        // About what the JSON will take.
        _bytes += 200 + commit.Subject.Length + commit.Files.Sum(file => 40 + file.Path.Length + (file.RenamedFrom?.Length ?? 0));
    }

    /// <summary>
    /// Appends each stream's messages in one atomic append, all streams at once: the store commits together what waits together.
    /// </summary>
    public Task AppendAsync(IPo po, CancellationToken cancellationToken) => Task.WhenAll(
        _streams.Select(pair => AppendAsync(po, pair.Key, pair.Value, cancellationToken)));

    private static async Task AppendAsync(
        IPo po, StreamId stream, List<NewMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            await po.AppendAsync(stream, messages, cancellationToken: cancellationToken);
        }
        catch (DuplicateMessageIdException)
        {
            // Another process imports the same history and has stored a part of this, cut differently. One at a time, each is
            // either new or a repetition, which the store recognises by its id.
            foreach (var message in messages)
            {
                await po.AppendAsync(stream, message, cancellationToken: cancellationToken);
            }
        }
    }
}
