using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Po.Postgres;

internal sealed class PostgresStoreOptionsBinder(string store, IConfiguration? configuration) : IConfigureNamedOptions<PostgresStoreOptions>
{
    public void Configure(PostgresStoreOptions options) => Configure(Microsoft.Extensions.Options.Options.DefaultName, options);

    public void Configure(string? name, PostgresStoreOptions options)
    {
        if (name == store)
        {
            configuration?.GetSection(Section(store)).Bind(options);
        }
    }

    public static string Section(string store) =>
        store.Length == 0
            ? ConfigurationPath.Combine("Po", "Postgres")
            : ConfigurationPath.Combine("Po", "Stores", store, "Postgres");
}
