using Po;

namespace GitHistory;

/// <summary>The subscription <c>files</c>: commits and lines per file.</summary>
internal sealed class FilesHandler(IReadModel model) : IHandler<CommitRecorded>, IHandler<CommitDropped>
{
    public ValueTask HandleAsync(Message<CommitRecorded> message, CancellationToken cancellationToken) =>
        model.CountFilesAsync(message.GlobalNumber, message.Data, 1, cancellationToken);

    public ValueTask HandleAsync(Message<CommitDropped> message, CancellationToken cancellationToken) =>
        model.CountFilesAsync(message.GlobalNumber, message.Data.Commit, -1, cancellationToken);
}
