using System.Runtime.InteropServices;

namespace GitHistory;

/// <summary>The read models in memory, for the store in memory; thread safe.</summary>
/// <remarks>
/// Memory takes part in no transaction. A message that is handed over again is recognised by its global number instead, which
/// only increases: what a handler with effects elsewhere has to do on any store.
/// </remarks>
internal sealed class MemoryReadModel : IReadModel, IHistoryView
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Contributor> _contributors = [];
    private readonly Dictionary<int, long> _months = [];
    private readonly Dictionary<string, ChangedFile> _files = [];
    private long _lastCommit;
    private long _lastFiles;

    public ValueTask CountCommitAsync(
        long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (globalNumber > _lastCommit)
            {
                _lastCommit = globalNumber;
                var line = commit.AuthorLine();
                ref var contributor = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    _contributors, Convert.ToHexString(line), out _);
                contributor = new Contributor(line, (contributor?.Commits ?? 0) + sign);
                CollectionsMarshal.GetValueRefOrAddDefault(_months, CommitMonth.Of(commit.Time), out _) += sign;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CountFilesAsync(
        long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (globalNumber > _lastFiles)
            {
                _lastFiles = globalNumber;
                foreach (var file in commit.Files)
                {
                    ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, file.Path, out _);
                    sum = new ChangedFile(
                        file.Path,
                        (sum?.Commits ?? 0) + sign,
                        (sum?.Added ?? 0) + (sign * (file.Added ?? 0)),
                        (sum?.Deleted ?? 0) + (sign * (file.Deleted ?? 0)));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public Task<IReadOnlyList<Contributor>> ReadContributorsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var rows = _contributors.Where(row => row.Value.Commits > 0)
                .OrderByDescending(row => row.Value.Commits).ThenBy(row => row.Key, StringComparer.Ordinal)
                .Select(row => row.Value);
            return Task.FromResult<IReadOnlyList<Contributor>>([.. rows]);
        }
    }

    public Task<IReadOnlyList<ChangedFile>> ReadMostChangedFilesAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var rows = _files.Values.Where(row => row.Commits > 0)
                .OrderByDescending(row => row.Commits).ThenByDescending(row => row.Added + row.Deleted)
                .ThenBy(row => row.Path, StringComparer.Ordinal);
            return Task.FromResult<IReadOnlyList<ChangedFile>>([.. rows.Take(limit)]);
        }
    }

    public Task<IReadOnlyList<CommitMonth>> ReadMonthsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var rows = _months.Where(row => row.Value > 0).OrderBy(row => row.Key);
            return Task.FromResult<IReadOnlyList<CommitMonth>>([.. rows.Select(row => new CommitMonth(row.Key, row.Value))]);
        }
    }
}
