using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Po.Sqlite;

// One step of the schema. A released one is never edited: its checksum is stored in every database that has it.
internal sealed record Migration(int Version, string Name, string Checksum, string Sql)
{
    private const int VersionDigits = 3;

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
        [.. SqlFiles.Migrations.Select(file => Create(file.Key, file.Value)).OrderBy(migration => migration.Version)];

    private static Migration Create(string name, string sql) => new(
        int.Parse(name.AsSpan(0, VersionDigits), NumberStyles.None, CultureInfo.InvariantCulture),
        name,
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))),
        sql);
}
