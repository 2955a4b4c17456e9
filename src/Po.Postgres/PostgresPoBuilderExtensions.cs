using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Po;
using Po.Postgres;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the PostgreSQL store.</summary>
public static class PostgresPoBuilderExtensions
{
    /// <summary>
    /// Keeps everything in PostgreSQL. The section <c>Po:Postgres</c>, for a named store <c>Po:Stores:{name}:Postgres</c>, is bound first,
    /// then what is given here.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// A connection string of Npgsql (<c>Host=…</c>) or a URL (<c>postgres://user:password@host:port/database?sslmode=…</c>). Null takes it from
    /// the configuration; if there is none either, the registered <see cref="NpgsqlDataSource"/> is used, for a named store the one
    /// that has the store's name as its key.
    /// </param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IPoBuilder UsePostgres(
        this IPoBuilder builder, string? connectionString = null, Action<PostgresStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddOptions(builder.Services, builder.Name);
        builder.Services.Configure<PostgresStoreOptions>(builder.Name, options =>
        {
            options.ConnectionString = connectionString ?? options.ConnectionString;
            configure?.Invoke(options);
        });
        return builder
            .ReplaceSingleton(services => Create(services, builder.Name))
            .ReplaceSingleton<IStore>(services => services.GetPoService<PostgresStore>(builder.Name))
            .ReplaceSingleton<IProtocol>(services => new PostgresProtocol(
                services.GetPoService<PostgresStore>(builder.Name),
                services.GetService<TimeProvider>(),
                services.GetService<ILoggerFactory>()));
    }

    private static void AddOptions(IServiceCollection services, string name)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgresStoreOptions>, PostgresStoreOptionsValidator>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgresStoreOptions>, PostgresStoreOptionsRules>());

        // In front of everything that the application configures: code wins over configuration.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<PostgresStoreOptions>>(provider =>
            new PostgresStoreOptionsBinder(name, provider.GetService<IConfiguration>())));
        services.AddOptionsWithValidateOnStart<PostgresStoreOptions>(name);
    }

    private static PostgresStore Create(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<PostgresStoreOptions>>().Get(name);
        var time = services.GetService<TimeProvider>();
        var loggers = services.GetService<ILoggerFactory>();
        if (options.ConnectionString is not null)
        {
            return new PostgresStore(options, time, loggers);
        }

        var dataSource = name.Length == 0
            ? services.GetService<NpgsqlDataSource>()
            : services.GetKeyedService<NpgsqlDataSource>(name);
        return dataSource is not null
            ? new PostgresStore(dataSource, options, time, loggers)
            : throw new PoConfigurationException(
                "The PostgreSQL store has no database: give UsePostgres() a connection string, set "
                + $"{PostgresStoreOptionsBinder.Section(name)}:ConnectionString, or register an NpgsqlDataSource"
                + (name.Length == 0 ? "." : $" with the key '{name}'."));
    }
}
