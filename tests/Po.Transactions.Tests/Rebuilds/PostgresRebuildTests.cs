using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Po.Postgres.Server;

namespace Po.Transactions.Tests;

/// <inheritdoc/>
public sealed class PostgresRebuildTests : RebuildTests, IAsyncLifetime
{
    private PostgresDatabase? _database;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        _database = await PostgresServer.CreateDatabaseAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override void Use(IPoBuilder po) => po.UsePostgres(_database!.ConnectionString);

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_database!.ConnectionString);
        await connection.OpenAsync(Token);
        return connection;
    }
}
