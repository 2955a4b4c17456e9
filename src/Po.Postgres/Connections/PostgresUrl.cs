using System.Globalization;
using Npgsql;

namespace Po.Postgres;

// postgres://user:password@host:port,host:port/database?name=value, as libpq writes it.
internal static class PostgresUrl
{
    // The names of libpq that Npgsql calls otherwise.
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = "Username",
        ["dbname"] = "Database",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["sslmode"] = "SSL Mode",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["sslnegotiation"] = "SSL Negotiation",
        ["channel_binding"] = "Channel Binding",
        ["target_session_attrs"] = "Target Session Attributes",
        ["load_balance_hosts"] = "Load Balance Hosts",
        ["client_encoding"] = "Client Encoding",
        ["krbsrvname"] = "Kerberos Service Name",
    };

    public static bool IsUrl(string text) => PathOf(text) is not null;

    /// <exception cref="FormatException">A part cannot be read; the message does not repeat it.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        var rest = PathOf(text) ?? throw new FormatException("it does not begin with postgres://");
        var (address, query) = SplitFirst(rest, '?');
        var (authority, database) = SplitFirst(address, '/');
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = SplitFirst(authority[..at], ':');
            builder.Username = Decode(user);
            builder.Password = string.IsNullOrEmpty(password) ? null : Decode(password);
        }

        SetHosts(builder, authority[(at + 1)..]);
        if (!string.IsNullOrEmpty(database))
        {
            builder.Database = Decode(database);
        }

        foreach (var pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = SplitFirst(pair, '=');
            Set(builder, Decode(name), Decode(value ?? ""));
        }

        return builder;
    }

    private static string? PathOf(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) ? text["postgres://".Length..]
        : text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) ? text["postgresql://".Length..]
        : null;

    private static void SetHosts(NpgsqlConnectionStringBuilder builder, string hosts)
    {
        if (hosts.Contains(',', StringComparison.Ordinal))
        {
            // Npgsql reads a list of hosts with their ports by itself.
            builder.Host = Decode(hosts);
            return;
        }

        // An IPv6 address is in brackets, so the port is what follows a colon after them.
        var colon = hosts.LastIndexOf(':');
        if (colon > hosts.LastIndexOf(']'))
        {
            builder.Port = int.TryParse(hosts[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? port
                : throw new FormatException("the port is no number");
            hosts = hosts[..colon];
        }

        if (hosts.Length > 0)
        {
            builder.Host = Decode(hosts).Trim('[', ']');
        }
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase) || name.Equals("port", StringComparison.OrdinalIgnoreCase))
        {
            builder[name] = value;
            return;
        }

        var keyword = Names.GetValueOrDefault(name, name);
        if (!builder.ContainsKey(keyword))
        {
            throw new FormatException($"the parameter '{name}' is unknown");
        }

        // libpq writes verify-full and read-write, Npgsql VerifyFull and ReadWrite.
        var isWord = keyword is "SSL Mode" or "Channel Binding" or "SSL Negotiation";
        builder[keyword] = isWord ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }

    private static (string Before, string? After) SplitFirst(string text, char separator)
    {
        var index = text.IndexOf(separator, StringComparison.Ordinal);
        return index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);
    }

    private static string Decode(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new FormatException("a '%' is not followed by two hexadecimal digits");
            }
        }

        return Uri.UnescapeDataString(text);
    }
}
