using Po;

namespace GitHistory;

/// <summary>Appends chunk after chunk, each while the next is being collected, and never two at once: every stream keeps its order.</summary>
internal sealed class ChunkedAppender(IPo po, ImportProgress progress) : IAsyncDisposable
{
    private Chunk _chunk = new();
    private Task _appending = Task.CompletedTask;

    public async ValueTask AddAsync(
        StreamId stream, NewMessage message, CommitRecorded commit, CancellationToken cancellationToken)
    {
        _chunk.Add(stream, message, commit);
        if (_chunk.IsFull)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Waits until everything that was added is stored.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await _appending;
    }

    /// <summary>Waits for what is under way, whatever becomes of it: after a failure nothing is still being appended.</summary>
    public async ValueTask DisposeAsync() => await _appending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _appending;
        _appending = AppendAsync(_chunk, cancellationToken);
        _chunk = new Chunk();
    }

    private async Task AppendAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        await chunk.AppendAsync(po, cancellationToken);
        progress.Advance(chunk.Count);
    }
}
