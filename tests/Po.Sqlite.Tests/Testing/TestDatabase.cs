using Microsoft.Data.Sqlite;

namespace Po.Sqlite.Tests;

/// <summary>A database file in a folder of its own, with what was opened on it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("po-sqlite-").FullName;
    private readonly List<IAsyncDisposable> _opened = [];

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>The file, which is not there before the first store is ready.</summary>
    public string Path => System.IO.Path.Combine(_folder, "po.db");

    /// <summary>A store on the file that has not touched it yet.</summary>
    public SqliteStore Create(TimeProvider? time = null, Action<SqliteStoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions { Database = Path };
        configure?.Invoke(options);
        var store = new SqliteStore(options, time);
        lock (_opened)
        {
            _opened.Add(store);
        }

        return store;
    }

    /// <summary>A store on the file, ready to work.</summary>
    public async ValueTask<SqliteStore> OpenAsync(TimeProvider? time = null, Action<SqliteStoreOptions>? configure = null)
    {
        var store = Create(time, configure);
        await store.InitializeAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>A connection as another program has it.</summary>
    public async ValueTask<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False;Default Timeout=1");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        _opened.Add(connection);
        return connection;
    }

    /// <summary>Executes what another program would.</summary>
    public async ValueTask<object?> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        return await connection.ExecuteAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
