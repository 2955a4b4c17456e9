using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Po.AotSmoke;

/// <summary>The host as an application makes it: default configuration and logging, options, telemetry and health checks.</summary>
internal static class SmokeHost
{
    public static IHost Build(string store, string database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection([
            new("Po:Snapshots:EveryMessages", "2"),
            new("Po:Subscriptions:ledger:PageSize", "2"),
        ]);
        #region host
        builder.Services.AddSingleton<IStateSerializer>(new JsonStateSerializer(SmokeJson.Default.Options));
        builder.Services.AddPo(po => Use(po, store, database)
            .AddMessages(SmokeJson.Registrations)
            .AddSubscription<Ledger>("ledger", "account"));
        builder.Services.AddHealthChecks().AddPo();
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddPoInstrumentation())
            .WithTracing(traces => traces.AddPoInstrumentation());
        #endregion
        return builder.Build();
    }

    public static DbConnection Connect(string store, string database) => store == "sqlite"
        ? new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database }.ConnectionString)
        : new NpgsqlConnection(database);

    private static IPoBuilder Use(IPoBuilder po, string store, string database) =>
        store == "sqlite" ? po.UseSqlite(database) : po.UsePostgres(database);
}
