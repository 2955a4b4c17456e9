using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Po.Postgres;

// The statements and migrations, which are files beside this code, for one schema.
internal sealed class PostgresSql
{
    private const string StatementsPrefix = "Po.Postgres.Sql.Statements.";
    private const string MigrationsPrefix = "Po.Postgres.Sql.Migrations.";
    private const string Suffix = ".sql";
    private static readonly FrozenDictionary<string, string> Files = LoadFiles();

    private readonly FrozenDictionary<string, string> _statements;

    public PostgresSql(string schema)
    {
        Schema = schema;
        var prefix = PostgresIdentifier.Quote(schema) + ".";
        _statements = Files
            .Where(file => file.Key.StartsWith(StatementsPrefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                file => file.Key[StatementsPrefix.Length..^Suffix.Length],
                file => Fill(WithoutComments(file.Value), prefix).TrimEnd().TrimEnd(';'),
                StringComparer.Ordinal);
        Migrations =
        [
            .. Files
                .Where(file => file.Key.StartsWith(MigrationsPrefix, StringComparison.Ordinal))
                .OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => CreateMigration(file.Key[MigrationsPrefix.Length..^Suffix.Length], file.Value, prefix)),
        ];
        Read = new PagesSql(this);
    }

    public string Schema { get; }

    public IReadOnlyList<PostgresMigration> Migrations { get; }

    /// <summary>The statements that read pages.</summary>
    public PagesSql Read { get; }

    public string Append => this["append"];

    public string AppendOne => this["append_one"];

    public string AppendSettings => this["append_settings"];

    public string AppendSession => this["append_session"];

    public string ResetAppendSession => this["reset_append_session"];

    public string SetLockTimeout => this["set_lock_timeout"];

    public string ReadSettings => this["read_settings"];

    public string ReadHeads => this["read_heads"];

    public string FindMessages => this["find_messages"];

    public string FindNumber => this["find_number"];

    public string FindRecord => this["find_record"];

    public string ReadLastGlobalNumber => this["read_last_global_number"];

    public string ReadOldestMarker => this["read_oldest_marker"];

    public string HandOverLastGlobalNumber => this["hand_over_last_global_number"];

    public string HandOverHorizon =>
        field ??= this["hand_over_horizon"].Replace("/*marker*/", this["read_oldest_marker"], StringComparison.Ordinal);

    public string ReadBlockers => this["read_blockers"];

    public string TransactionSettings => this["transaction_settings"];

    public string LockPosition => this["lock_position"];

    public string ReservePosition => this["reserve_position"];

    public string CreatePosition => this["create_position"];

    public string MovePosition => this["move_position"];

    public string ReadPosition => this["read_position"];

    public string DeletePosition => this["delete_position"];

    public string ReadSnapshot => this["read_snapshot"];

    public string SaveSnapshot => this["save_snapshot"];

    public string DeleteSnapshot => this["delete_snapshot"];

    public string CreateMigrations => this["create_migrations"];

    public string ReadMigrations => this["read_migrations"];

    public string Notify => this["notify"];

    public string Check => this["check"];

    public string MarkNothing => this["mark_nothing"];

    public string CountOwnMarkers => this["count_own_markers"];

    /// <summary>The names of all statements, for a test that prepares each.</summary>
    public IEnumerable<string> Names => _statements.Keys;

    public string this[string name] => _statements[name];

    /// <summary>A file that is not a statement, filled in for this schema.</summary>
    /// <param name="name">The name without its suffix.</param>
    public string Script(string name) => Fill(Files[$"Po.Postgres.Sql.{name}{Suffix}"], PostgresIdentifier.Quote(Schema) + ".");

    private static PostgresMigration CreateMigration(string name, string text, string prefix) =>
        new(
            int.Parse(name[..3], NumberStyles.None, CultureInfo.InvariantCulture),
            name,
            Fill(text, prefix),
            PostgresMigration.ChecksumOf(text));

    private static string Fill(string text, string prefix) => text.Replace("/*schema*/", prefix, StringComparison.Ordinal);

    // Comments are for whoever reads the file; the server shows the beginning of a statement to whoever looks what it does.
    private static string WithoutComments(string text) =>
        string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal)));

    private static FrozenDictionary<string, string> LoadFiles()
    {
        var assembly = typeof(PostgresSql).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name, name => Load(assembly, name), StringComparer.Ordinal);
    }

    private static string Load(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A checksum must not depend on how the sources were checked out.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
