using System.Globalization;
using System.Text;

namespace Po.Postgres;

/// <summary>The schema as scripts, for a DBA who wants to read or run them: for <c>psql</c>, in one transaction each.</summary>
public static class PostgresSchema
{
    /// <summary>The version of the schema that this version of Po works with.</summary>
    public static int Version { get; } = new PostgresSql("public").Migrations[^1].Version;

    /// <summary>The script that creates the schema, or upgrades it; what a store does by itself unless <see cref="PostgresStoreOptions.Migrate"/> is off.</summary>
    /// <param name="schema">The schema that is to hold the tables.</param>
    /// <param name="fromVersion">The version that the database has; 0 for none.</param>
    /// <returns>The script; running it twice is an error that changes nothing.</returns>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is not a name of lower-case letters, digits and underscores.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fromVersion"/> is negative or above <see cref="Version"/>.</exception>
    public static string CreateScript(string schema = "public", int fromVersion = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromVersion, Version);
        var sql = new PostgresSql(schema);
        var script = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"-- The schema of Po, from version {fromVersion} to {Version}.")
            .AppendLine("BEGIN;")
            .AppendLine(CultureInfo.InvariantCulture, $"{PostgresMigrator.LockStatement(schema)};")
            .AppendLine(CultureInfo.InvariantCulture, $"CREATE SCHEMA IF NOT EXISTS {PostgresIdentifier.Quote(schema)};")
            .AppendLine(CultureInfo.InvariantCulture, $"{sql.CreateMigrations};");
        foreach (var migration in sql.Migrations.Where(migration => migration.Version > fromVersion))
        {
            script
                .AppendLine()
                .AppendLine(CultureInfo.InvariantCulture, $"-- {migration.Name}")
                .AppendLine(migration.Sql)
                .AppendLine(CultureInfo.InvariantCulture, $"{PostgresMigrator.RecordStatement(schema, migration)};");
        }

        return script.AppendLine("COMMIT;").ToString();
    }

    /// <summary>
    /// The script that creates roles with no more rights than they need, none of which can log in: <c>appender</c>, <c>reader</c>,
    /// <c>worker</c> and <c>admin</c>, each with a prefix. Grant them to the users of your applications.
    /// </summary>
    /// <param name="schema">The schema that holds the tables.</param>
    /// <param name="prefix">What the names of the roles begin with.</param>
    /// <returns>The script; it can be run again.</returns>
    /// <exception cref="ArgumentException">A name is not one of lower-case letters, digits and underscores.</exception>
    public static string CreateRolesScript(string schema = "public", string prefix = "po_")
    {
        var script = new PostgresSql(schema).Script("Roles.create_roles");
        foreach (var role in (string[])["appender", "reader", "worker", "admin"])
        {
            var name = PostgresIdentifier.Quote(prefix + role);
            script = script
                .Replace($"/*{role}*/", name, StringComparison.Ordinal)
                .Replace($"/*'{role}'*/", $"'{prefix + role}'", StringComparison.Ordinal);
        }

        return script.Replace("/*schema_name*/", PostgresIdentifier.Quote(schema), StringComparison.Ordinal);
    }
}
