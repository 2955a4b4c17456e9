using System.Collections.Concurrent;

namespace Po.Sqlite;

/// <summary>Who waits for a lock comes before whoever has just given it back.</summary>
/// <remarks>
/// A worker gives its lock back for microseconds between two transactions, which somebody who asks every few milliseconds would hardly ever
/// hit. Therefore whoever tries, without waiting, looks first whether somebody waits: in a table of this process, and by a file that one who
/// waits in another process holds. For a worker that is one look whether a file is there. Nobody depends on it: without the file it is
/// only less fair.
/// </remarks>
internal static class WaitingLocks
{
    private static readonly ConcurrentDictionary<string, int> WaitingHere = new(StringComparer.Ordinal);

    /// <summary>Takes a lock for which nobody waits; null, at once, if somebody has it or waits for it.</summary>
    /// <param name="path">The file of the lock.</param>
    /// <exception cref="IOException">The file cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not use the file.</exception>
    public static FileLock? TryTake(string path) => DoesSomebodyWait(path) ? null : FileLock.TryTake(path);

    /// <summary>Waits for a lock; null when the deadline is over.</summary>
    /// <param name="path">The file of the lock.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not use the file.</exception>
    public static async ValueTask<FileLock?> TakeAsync(string path, Deadline deadline, CancellationToken cancellationToken)
    {
        FileLock? announced = null;
        WaitingHere.AddOrUpdate(path, 1, static (_, count) => count + 1);
        try
        {
            var pause = new GrowingPause();
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (FileLock.TryTake(path) is { } taken)
                {
                    return taken;
                }

                if (deadline.IsOver)
                {
                    return null;
                }

                announced ??= TryAnnounce(path);
                await pause.WaitAsync(deadline, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Withdraw(path, announced);
            if (WaitingHere.AddOrUpdate(path, 0, static (_, count) => count - 1) == 0)
            {
                // Only if it is still 0: whoever has begun to wait meanwhile has counted on.
                WaitingHere.TryRemove(new KeyValuePair<string, int>(path, 0));
            }
        }
    }

    private static bool DoesSomebodyWait(string path)
    {
        if (WaitingHere.ContainsKey(path))
        {
            return true;
        }

        var announcement = Announcement(path);
        if (!File.Exists(announcement))
        {
            return false;
        }

        try
        {
            using var nobodyWaits = FileLock.TryTake(announcement);
            if (nobodyWaits is not null)
            {
                // Left behind by a process that has died.
                File.Delete(announcement);
            }

            return nobodyWaits is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static FileLock? TryAnnounce(string path)
    {
        try
        {
            return FileLock.TryTake(Announcement(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Deleted while it is held. Where the operating system forbids that, it stays, and whoever looks next finds nobody holding it.
    private static void Withdraw(string path, FileLock? announced)
    {
        if (announced is null)
        {
            return;
        }

        using (announced)
        {
            try
            {
                File.Delete(Announcement(path));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    private static string Announcement(string path) => path + ".waiting";

    private struct GrowingPause
    {
        private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
        private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);
        private TimeSpan _next;

        public Task WaitAsync(Deadline deadline, CancellationToken cancellationToken)
        {
            _next = _next == default ? Shortest : TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
            var pause = deadline.Remaining < _next ? deadline.Remaining : _next;
            return pause > TimeSpan.Zero ? Task.Delay(pause, deadline.Time, cancellationToken) : Task.CompletedTask;
        }
    }
}
