using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Po.Sqlite;

// Holds one subscription for one worker of all processes on this machine. The lock is one of the operating system on a file, so it
// ends with the process, however that ends; a table for this process covers file systems that know no locks. Whoever slips through
// nevertheless fails when it moves the position: that is a compare-and-set.
internal sealed class PositionLock : IDisposable
{
    private const int LongestReadablePart = 40;
    private const int HashBytes = 8;

    // What the operating systems answer when somebody else has the file: EAGAIN of Linux and of macOS, a sharing violation.
    private const int LinuxAgain = 11;
    private const int MacAgain = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private static readonly ConcurrentDictionary<string, PositionLock> HeldHere = new(StringComparer.Ordinal);

    private readonly string _path;
    private SafeFileHandle? _file;

    private PositionLock(string path) => _path = path;

    /// <summary>Locks a subscription, or returns null at once if another worker holds it.</summary>
    /// <param name="folder">The folder of the lock files, made if it is not there.</param>
    /// <param name="subscriptionId">The subscription.</param>
    /// <exception cref="IOException">The lock file cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not use the lock file.</exception>
    public static PositionLock? TryTake(string folder, string subscriptionId)
    {
        var taken = new PositionLock(Path.Combine(folder, FileName(subscriptionId)));
        if (!HeldHere.TryAdd(taken._path, taken))
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(folder);
            taken._file = File.OpenHandle(taken._path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return taken;
        }
        catch (IOException e) when (e.HResult is LinuxAgain or MacAgain or WindowsSharingViolation)
        {
            return null;
        }
        finally
        {
            if (taken._file is null)
            {
                HeldHere.TryRemove(taken._path, out _);
            }
        }
    }

    public void Dispose()
    {
        // The file stays: whoever deletes it could take it from somebody who is just opening it.
        _file?.Dispose();
        HeldHere.TryRemove(new KeyValuePair<string, PositionLock>(_path, this));
    }

    // Readable for whoever looks into the folder, and by the hash different for ids that differ in case or in odd characters.
    private static string FileName(string subscriptionId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(subscriptionId), hash);
        var readable = new string([.. subscriptionId
            .Take(LongestReadablePart)
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')]);
        return $"{readable}-{Convert.ToHexStringLower(hash[..HashBytes])}.lock";
    }
}
