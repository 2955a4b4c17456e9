using System.Security.Cryptography;
using System.Text;

namespace Po.Sqlite;

// The folder beside the database in which processes lock each other out: a file for each subscription, and one for the writers.
internal sealed class LockFolder(string databasePath)
{
    private const int LongestReadablePart = 40;
    private const int HashBytes = 8;
    private readonly string _path = databasePath + "-locks";

    /// <summary>The path of the database, as SQLite knows it.</summary>
    public string DatabasePath => databasePath;

    /// <summary>Held by a process that waits to write.</summary>
    public string WaitingWriter => Path.Combine(_path, "waiting-writer.lock");

    /// <summary>Held by whoever works for a subscription.</summary>
    /// <remarks>
    /// Readable for whoever looks into the folder, and by the hash different for ids that differ only in case or in odd characters.
    /// </remarks>
    public string Subscription(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        var readable = new string([.. id
            .Take(LongestReadablePart)
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')]);
        return Path.Combine(_path, $"{readable}-{Convert.ToHexStringLower(hash[..HashBytes])}.lock");
    }
}
