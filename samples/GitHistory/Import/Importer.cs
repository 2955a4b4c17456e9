using Po;

namespace GitHistory;

/// <summary>
/// Brings the streams in line with HEAD: appends what is new, takes back what is gone. It can be stopped anywhere and run again,
/// because it decides from what is stored alone, and a message has the same id at every attempt.
/// </summary>
internal sealed class Importer(IPo po, GitRepository repository, ImportProgress progress)
{
    /// <summary>Notes whose history the database holds.</summary>
    /// <exception cref="UsageException">It holds that of another repository.</exception>
    public async Task ChooseRepositoryAsync(IHistoryStore store, CancellationToken cancellationToken)
    {
        var stream = new StreamId(RepositoryChosen.Stream);
        try
        {
            await po.AppendAsync(
                stream, new RepositoryChosen { GitFolder = repository.GitFolder }, ExpectedNumber.NoStream, cancellationToken);
        }
        catch (WriteConflictException)
        {
            await foreach (var message in po.ReadAsync(stream, cancellationToken: cancellationToken))
            {
                if (message.Data is RepositoryChosen chosen && chosen.GitFolder != repository.GitFolder)
                {
                    throw new UsageException(
                        $"The {store.Name} holds the history of '{chosen.GitFolder}', not of '{repository.GitFolder}': "
                        + "choose another one with --db.");
                }
            }
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var recorded = await RecordedCommits.LoadAsync(po, cancellationToken);
        var added = new List<CommitId>();
        if (await repository.GetHeadAsync(cancellationToken) is { } head)
        {
            await foreach (var (id, author) in repository.ReadAuthorsAsync(head, cancellationToken))
            {
                if (!recorded.See(id, author.Stream))
                {
                    added.Add(id);
                }
            }
        }

        var dropped = recorded.Unseen();
        progress.Expect(added.Count + dropped.Count);
        if (dropped.Count > 0)
        {
            await DropAsync(recorded, dropped, cancellationToken);
        }

        if (added.Count > 0)
        {
            await RecordAsync(recorded, added, cancellationToken);
        }
    }

    // Backward: what counts of a commit that came and went several times is the last message, and what came last goes first.
    private async Task DropAsync(
        RecordedCommits recorded, Dictionary<CommitId, StreamId> dropped, CancellationToken cancellationToken)
    {
        await using var appender = new ChunkedAppender(po, progress);
        var messages = po.ReadAsync(
            new StreamId(CommitRecorded.Group), new ReadOptions { Direction = ReadDirection.Backward }, cancellationToken);
        await foreach (var message in messages)
        {
            if (message.Data is CommitRecorded commit
                && CommitId.Parse(commit.Sha) is var id
                && dropped.Remove(id, out var stream))
            {
                var data = new CommitDropped { Commit = commit };
                await appender.AddAsync(
                    stream, new NewMessage(data) { Id = recorded.NextMessageId(id) }, commit, cancellationToken);
            }

            if (dropped.Count == 0)
            {
                break;
            }
        }

        await appender.EndAsync(cancellationToken);
    }

    private async Task RecordAsync(RecordedCommits recorded, List<CommitId> added, CancellationToken cancellationToken)
    {
        await using var appender = new ChunkedAppender(po, progress);
        await foreach (var (author, commit) in repository.ReadCommitsAsync(added, cancellationToken))
        {
            await appender.AddAsync(
                author.Stream,
                new NewMessage(commit) { Id = recorded.NextMessageId(CommitId.Parse(commit.Sha)) },
                commit,
                cancellationToken);
        }

        await appender.EndAsync(cancellationToken);
    }
}
