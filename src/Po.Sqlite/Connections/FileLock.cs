using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Po.Sqlite;

// A lock that one holder of all processes on this machine can have. It is one of the operating system on a file, so it ends with the
// process, however that ends; a table for this process covers file systems that know no locks.
internal sealed class FileLock : IDisposable
{
    // What the operating systems answer when somebody else has the file: EAGAIN of Linux and of macOS, a sharing violation.
    private const int LinuxAgain = 11;
    private const int MacAgain = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private static readonly ConcurrentDictionary<string, FileLock> HeldHere = new(StringComparer.Ordinal);

    private readonly string _path;
    private SafeFileHandle? _file;

    private FileLock(string path) => _path = path;

    /// <summary>Takes the lock, or returns null at once if somebody else has it.</summary>
    /// <param name="path">The file; it is made, with its folder, if it is not there.</param>
    /// <exception cref="IOException">The file cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not use the file.</exception>
    public static FileLock? TryTake(string path)
    {
        var taken = new FileLock(path);
        if (!HeldHere.TryAdd(path, taken))
        {
            return null;
        }

        try
        {
            taken.Open();
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
                HeldHere.TryRemove(path, out _);
            }
        }
    }

    public void Dispose()
    {
        // The file stays: whoever deletes it could take it from somebody who is just opening it.
        _file?.Dispose();
        HeldHere.TryRemove(new KeyValuePair<string, FileLock>(_path, this));
    }

    private void Open()
    {
        try
        {
            _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // There was no folder; it is the file that is not found if somebody else has made the folder meanwhile.
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
    }
}
