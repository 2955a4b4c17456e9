using Po;

namespace GitHistory;

/// <summary>The subscription <c>contributors</c>: commits per author and per month.</summary>
internal sealed class ContributorsHandler(IReadModel model) : IHandler<CommitRecorded>, IHandler<CommitDropped>
{
    public ValueTask HandleAsync(Message<CommitRecorded> message, CancellationToken cancellationToken) =>
        model.CountCommitAsync(message.GlobalNumber, message.Data, 1, cancellationToken);

    public ValueTask HandleAsync(Message<CommitDropped> message, CancellationToken cancellationToken) =>
        model.CountCommitAsync(message.GlobalNumber, message.Data.Commit, -1, cancellationToken);
}
