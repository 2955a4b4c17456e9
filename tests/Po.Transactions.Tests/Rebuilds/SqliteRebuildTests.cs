using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Transactions.Tests;

/// <inheritdoc/>
public sealed class SqliteRebuildTests : RebuildTests, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("po-rebuilds-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "shop.db");

    /// <inheritdoc/>
    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <inheritdoc/>
    protected override void Use(IPoBuilder po) => po.UseSqlite(Path);

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync(Token);
        return connection;
    }
}
