using System.Runtime.CompilerServices;

namespace GitHistory;

/// <summary>Reads the history of a Git repository; work tree, bare, linked work tree or a folder inside of one.</summary>
internal sealed class GitRepository
{
    // Commits for each Git process: enough to forget what starting one costs, few enough to start again where one has failed.
    private const int SliceSize = 1_000;

    // Output that does not depend on anybody's configuration: UTF-8, paths from the top, a root commit against nothing.
    private static readonly string[] Log =
    [
        "-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "diff.relative=false",
        "log", "-z", "--encoding=UTF-8", "--no-color", "--no-notes",
    ];

    // Compares contents, and trees alone.
    private static readonly string[] Counts = ["--numstat", "--find-renames"];
    private static readonly string[] Paths = ["--name-only", "--no-renames"];

    private readonly string _folder;

    private GitRepository(string folder, string gitFolder)
    {
        _folder = folder;
        GitFolder = gitFolder;
    }

    /// <summary>The real path of the repository's own data, <c>…/.git</c> as a rule: what tells one repository from another.</summary>
    public string GitFolder { get; }

    /// <summary>How many commits were read without counts of lines.</summary>
    public int Incomplete { get; private set; }

    /// <exception cref="UsageException">There is no repository, or no Git.</exception>
    public static async Task<GitRepository> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder '{folder}' to read a Git repository from.");
        }

        try
        {
            return new GitRepository(
                folder, await GitProcess.RunAsync(folder, cancellationToken, "rev-parse", "--absolute-git-dir"));
        }
        catch (GitException e) when (e.ExitCode == 128)
        {
            throw new UsageException($"'{folder}' is no repository that Git can read: {e.Reason}.", e);
        }
    }

    /// <summary>The commit that HEAD points to, or null if there is none yet.</summary>
    public async Task<string?> GetHeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GitProcess.RunAsync(
                _folder, cancellationToken, "rev-parse", "--verify", "--quiet", "HEAD");
        }
        catch (GitException e) when (e.ExitCode == 1)
        {
            return null;
        }
    }

    /// <summary>The ids and authors of all commits that can be reached from one, oldest first; quick, because nothing is compared.</summary>
    public async IAsyncEnumerable<(CommitId Id, Author Author)> ReadAuthorsAsync(
        string head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var git = GitProcess.Start(
            _folder, [.. Log, "--reverse", "--format=%H%x00%aN%x00%aE", head, "--"]);
        git.Input.Close();
        var reader = new NulReader(git.Output);
        while (await reader.ReadAsync(cancellationToken) is { } sha)
        {
            var id = CommitId.Parse(sha.Span);
            yield return (id, await Author.ReadAsync(reader, cancellationToken));
        }

        await git.EndAsync(cancellationToken);
    }

    /// <summary>Reads commits with what they have changed, in the given order, one at a time as Git finds out.</summary>
    /// <remarks>
    /// A clone can lack contents that its commits refer to. Such a commit comes with the paths that it has changed and no counts
    /// of lines, and is counted in <see cref="Incomplete"/>.
    /// </remarks>
    public async IAsyncEnumerable<(Author Author, CommitRecorded Commit)> ReadCommitsAsync(
        List<CommitId> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = 0; next < ids.Count;)
        {
            await using (var slice = Start(ids.Slice(next, Math.Min(SliceSize, ids.Count - next)), Counts))
            {
                while (await slice.ReadAsync(cancellationToken) is { } commit)
                {
                    next++;
                    yield return commit;
                }

                if (slice.IsComplete)
                {
                    continue;
                }
            }

            await using var paths = Start(ids.Slice(next, 1), Paths);
            yield return await paths.ReadAsync(cancellationToken)
                ?? throw new EndOfStreamException($"Git has nothing to say about the commit {ids[next]}.");
            next++;
            Incomplete++;
        }

        CommitReader Start(List<CommitId> slice, string[] changes) => new(
            GitProcess.Start(
                _folder,
                [.. Log, "--no-walk=unsorted", "--stdin", "--no-ext-diff", "--no-textconv", CommitReader.Format, .. changes]),
            slice,
            hasCounts: changes == Counts);
    }
}
