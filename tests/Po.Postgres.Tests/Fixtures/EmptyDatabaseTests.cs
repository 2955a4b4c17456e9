using Po.Postgres.Server;

namespace Po.Postgres.Tests;

/// <summary>Tests that begin with an empty database of their own.</summary>
public abstract class EmptyDatabaseTests : IAsyncLifetime
{
    private PostgresDatabase? _database;

    /// <summary>Connects to the database as superuser.</summary>
    protected string ConnectionString => _database!.ConnectionString;

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        _database = await PostgresServer.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    protected PostgresStore CreateStore(Action<PostgresStoreOptions>? configure = null)
    {
        var options = new PostgresStoreOptions { ConnectionString = ConnectionString };
        configure?.Invoke(options);
        return new PostgresStore(options);
    }

    protected async Task InitializeStoreAsync(Action<PostgresStoreOptions>? configure = null)
    {
        await using var store = CreateStore(configure);
        await store.InitializeAsync(Token);
    }

    protected async Task RunAsync(string sql)
    {
        await using var session = await Session.OpenAsync(ConnectionString);
        await session.RunAsync(sql);
    }

    protected async Task<T> ReadAsync<T>(string sql)
    {
        await using var session = await Session.OpenAsync(ConnectionString);
        return await session.ReadAsync<T>(sql);
    }

    protected async Task<TException> InitializeFailsAsync<TException>(Action<PostgresStoreOptions>? configure = null)
        where TException : Exception =>
        (await FluentActions.Awaiting(() => InitializeStoreAsync(configure)).Should().ThrowAsync<TException>()).Which;
}
