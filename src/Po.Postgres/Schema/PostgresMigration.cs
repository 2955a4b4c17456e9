using System.Security.Cryptography;
using System.Text;

namespace Po.Postgres;

// One step of the schema. Once released its text never changes: the checksum of what was applied is stored.
internal sealed record PostgresMigration(int Version, string Name, string Sql, string Checksum)
{
    public static string ChecksumOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
