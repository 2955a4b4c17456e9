using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Po.Sqlite;

// Binds the options of one store from its section, if there is a configuration at all.
internal sealed class SqliteStoreOptionsBinder(string storeName, IConfiguration? configuration) : IConfigureNamedOptions<SqliteStoreOptions>
{
    private readonly string _section = storeName.Length == 0 ? "Po:Sqlite" : $"Po:Stores:{storeName}:Sqlite";

    public void Configure(string? name, SqliteStoreOptions options)
    {
        if (name == storeName)
        {
            configuration?.GetSection(_section).Bind(options);
        }
    }

    public void Configure(SqliteStoreOptions options) => Configure(Options.DefaultName, options);
}
