using System.Collections.Frozen;
using System.Reflection;

namespace Po.Sqlite;

// The SQL files of this assembly, read once. The key is the file's name without folder and extension.
internal static class SqlFiles
{
    private const string StatementsFolder = "Po.Sqlite.Sql.Statements.";
    private const string MigrationsFolder = "Po.Sqlite.Sql.Migrations.";
    private const string Extension = ".sql";

    public static FrozenDictionary<string, string> Statements { get; } = Load(StatementsFolder);

    public static FrozenDictionary<string, string> Migrations { get; } = Load(MigrationsFolder);

    private static FrozenDictionary<string, string> Load(string folder)
    {
        var assembly = typeof(SqlFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[folder.Length..^Extension.Length], name => Read(assembly, name), StringComparer.Ordinal);
    }

    // With one kind of line end, so that a checksum does not depend on how the repository was checked out.
    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
