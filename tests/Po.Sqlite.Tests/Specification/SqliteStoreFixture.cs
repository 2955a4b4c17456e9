using System.Data.Common;
using Po.Specification;

namespace Po.Sqlite.Tests;

/// <summary>A database of its own for a class of the specification.</summary>
public sealed class SqliteStoreFixture : IStoreFixture
{
    private readonly TestDatabase _database = new();

    public IStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAnotherAsync();

    public async ValueTask<IStore> OpenAnotherAsync() => await _database.OpenAsync();

    public async ValueTask<DbConnection?> ConnectAsync() => await _database.ConnectAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
