using Npgsql;

namespace Po.Postgres;

// Reads connection strings and URLs. What is wrong is said without the text, which may hold a password.
internal static class PostgresConnectionString
{
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = PostgresUrl.IsUrl(text) ? PostgresUrl.Parse(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Refuse(PostgresUrl.IsUrl(text) ? $"the URL cannot be read: {e.Message}" : "it cannot be read");
        }

        return string.IsNullOrWhiteSpace(builder.Host) ? throw Refuse("it names no host") : builder;
    }

    private static PoConfigurationException Refuse(string reason) =>
        new($"The connection string of the PostgreSQL store is refused: {reason}. Write 'Host=…;Database=…;Username=…' or "
            + "'postgres://user:password@host:port/database?sslmode=…'.");
}
