using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace GitHistory;

/// <summary>Reads what <c>git log -z</c> prints about some commits, one commit at a time.</summary>
internal sealed class CommitReader : IAsyncDisposable
{
    /// <summary>What comes before the changes of each commit: id, author, e-mail, time and subject, a NUL behind each.</summary>
    public const string Format = "--format=%H%x00%aN%x00%aE%x00%at%x00%s";

    private const int GitHasDied = 128;

    private readonly GitProcess _git;
    private readonly List<CommitId> _ids;
    private readonly NulReader _reader;
    private readonly bool _hasCounts;
    private ReadOnlyMemory<byte>? _field;
    private bool _isStarted;

    /// <param name="git">The process.</param>
    /// <param name="ids">What it waits for on its input.</param>
    /// <param name="hasCounts">Whether the changes are <c>--numstat</c>; otherwise they are the paths of a single commit.</param>
    public CommitReader(GitProcess git, List<CommitId> ids, bool hasCounts)
    {
        _git = git;
        _ids = ids;
        _reader = new NulReader(git.Output);
        _hasCounts = hasCounts;
    }

    /// <summary>Whether all commits were read; otherwise Git has given up at the one after the last that was.</summary>
    public bool IsComplete { get; private set; }

    /// <returns>The next commit; null when there is none, or when Git has died of it.</returns>
    /// <exception cref="GitException">Git has died of something else, or has no changes to compare for it to die of.</exception>
    public async ValueTask<(Author Author, CommitRecorded Commit)?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isStarted)
            {
                _isStarted = true;
                await WriteIdsAsync(cancellationToken);
                _field = await _reader.ReadAsync(cancellationToken);
            }

            var commit = _field is { } sha ? await ReadCommitAsync(sha, cancellationToken) : default((Author, CommitRecorded)?);
            if (_field is null && !IsComplete)
            {
                // The last commit is whole only if Git says so: it may have died between its head and its changes.
                await _git.EndAsync(cancellationToken);
                IsComplete = true;
            }

            return commit;
        }
        catch (EndOfStreamException)
        {
            return await DiedAsync(cancellationToken);
        }
        catch (GitException e) when (e.ExitCode == GitHasDied && _hasCounts)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _git.DisposeAsync();

    // Git reads all ids before it prints the first commit, so neither side waits for the other.
    private async ValueTask WriteIdsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var writer = new StreamWriter(_git.Input, Encoding.ASCII) { NewLine = "\n" };
            foreach (var id in _ids)
            {
                await writer.WriteLineAsync(id.ToString().AsMemory(), cancellationToken);
            }
        }
        catch (IOException)
        {
            // Git has ended before it has read them; its exit code will say why.
        }
    }

    private async ValueTask<(Author, CommitRecorded)?> DiedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _git.EndAsync(cancellationToken);
        }
        catch (GitException e) when (e.ExitCode == GitHasDied && _hasCounts)
        {
            return null;
        }

        throw new EndOfStreamException("The output of Git is cut off.");
    }

    private async ValueTask<(Author, CommitRecorded)> ReadCommitAsync(
        ReadOnlyMemory<byte> sha, CancellationToken cancellationToken)
    {
        var id = CommitId.Parse(sha.Span).ToString();
        var author = await Author.ReadAsync(_reader, cancellationToken);
        var time = ReadTime((await _reader.ReadNextAsync(cancellationToken)).Span);
        var subject = Encoding.UTF8.GetString((await _reader.ReadNextAsync(cancellationToken)).Span);
        var files = new List<FileChange>();
        while ((_field = await _reader.ReadAsync(cancellationToken)) is { } line && !IsNextCommit(line.Span))
        {
            files.Add(await ReadFileAsync(line, isFirst: files.Count == 0, cancellationToken));
        }

        return (author, CommitRecorded.Create(id, author, time, subject, files));
    }

    // An id holds no tab, and every file begins with two counts and their tabs: no path can be mistaken for a commit.
    private bool IsNextCommit(ReadOnlySpan<byte> line) => _hasCounts && !line.Contains((byte)'\t');

    // A broken commit may have no time, or one beyond the calendar.
    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> seconds) =>
        long.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
                value, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : DateTimeOffset.UnixEpoch;

    // "added TAB deleted TAB path", or for a rename an empty path followed by the old and the new one; the first file of a
    // commit is preceded by the line break that ends the subject.
    private async ValueTask<FileChange> ReadFileAsync(
        ReadOnlyMemory<byte> line, bool isFirst, CancellationToken cancellationToken)
    {
        line = isFirst && line.Span.StartsWith((byte)'\n') ? line[1..] : line;
        if (!_hasCounts)
        {
            return new FileChange { Path = Encoding.UTF8.GetString(line.Span) };
        }

        var (added, deleted, path) = SplitFile(line.Span);
        if (path.Length > 0)
        {
            return new FileChange { Path = path, Added = added, Deleted = deleted };
        }

        var from = Encoding.UTF8.GetString((await _reader.ReadNextAsync(cancellationToken)).Span);
        var to = Encoding.UTF8.GetString((await _reader.ReadNextAsync(cancellationToken)).Span);
        return new FileChange { Path = to, RenamedFrom = from, Added = added, Deleted = deleted };
    }

    private static (int? Added, int? Deleted, string Path) SplitFile(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)'\t');
        var second = first + 1 + line[(first + 1)..].IndexOf((byte)'\t');
        return (ReadCount(line[..first]), ReadCount(line[(first + 1)..second]), Encoding.UTF8.GetString(line[(second + 1)..]));
    }

    // Binary files have "-" for a count.
    private static int? ReadCount(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int count, out var used) && used == digits.Length ? count : null;
}
