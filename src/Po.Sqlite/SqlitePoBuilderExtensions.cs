using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Po;
using Po.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the SQLite store.</summary>
public static class SqlitePoBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file. The section <c>Po:Sqlite</c> is bound first, then what is given here.</summary>
    /// <remarks>
    /// A store with a name is bound from <c>Po:Stores:{name}:Sqlite</c>. The options are validated when the host starts. Calling it
    /// again adds to the options; the last store that was chosen is the one that is used.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="database">The file, or a connection string of Microsoft.Data.Sqlite; null takes it from the configuration.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder, to go on with.</returns>
    public static IPoBuilder UseSqlite(
        this IPoBuilder builder, string? database = null, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;

        // In front of everything that the application has configured or will configure: code wins over configuration.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<SqliteStoreOptions>>(services =>
            new SqliteStoreOptionsBinder(name, services.GetService<IConfiguration>())));
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsRules>());
        builder.Services.AddOptionsWithValidateOnStart<SqliteStoreOptions>(name).Configure(options =>
        {
            options.Database = database ?? options.Database;
            configure?.Invoke(options);
        });
        return builder.ReplaceSingleton<IStore>(services => new SqliteStore(
            services.GetRequiredService<IOptionsMonitor<SqliteStoreOptions>>().Get(name),
            services.GetService<TimeProvider>(),
            services.GetService<ILoggerFactory>()));
    }
}
