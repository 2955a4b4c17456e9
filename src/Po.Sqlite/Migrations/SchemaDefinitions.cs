using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Po.Sqlite;

// What the migrations make: every table, index and trigger of Po with its definition. SQLite keeps definitions as text, so a
// difference means that somebody has changed or dropped one by hand.
internal static class SchemaDefinitions
{
    private static readonly Lazy<Dictionary<string, string>> Expected = new(MakeInMemory);

    public static Dictionary<string, string> Read(sqlite3 db)
    {
        using var statement = Statement.Prepare(db, "read_schema");
        var definitions = new Dictionary<string, string>(StringComparer.Ordinal);
        while (statement.Step())
        {
            definitions.Add(statement.GetText(0), statement.GetText(1));
        }

        return definitions;
    }

    /// <exception cref="SchemaVersionException">Something is missing or is not as the migrations have made it.</exception>
    public static void Verify(sqlite3 db, string store)
    {
        var actual = Read(db);
        foreach (var (name, sql) in Expected.Value)
        {
            if (actual.GetValueOrDefault(name) != sql)
            {
                throw new SchemaVersionException(
                    $"The schema of the store {store} was changed by hand: '{name}' "
                    + (actual.ContainsKey(name) ? "is not as Po has made it" : "is missing")
                    + ". Restore it, or restore a backup; Po does not work on a schema that it does not know.");
            }
        }
    }

    private static Dictionary<string, string> MakeInMemory()
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        var db = connection.Handle!;
        DatabaseFile.Execute(db, "create_migrations");
        foreach (var migration in Migration.All)
        {
            Statement.Check(db, sqlite3_exec(db, migration.Sql));
        }

        return Read(db);
    }
}
