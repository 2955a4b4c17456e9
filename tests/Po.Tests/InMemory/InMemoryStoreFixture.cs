using System.Data.Common;
using Po.Specification;

namespace Po.Tests;

public sealed class InMemoryStoreFixture : IStoreFixture
{
    public IStore Store { get; } = new InMemoryStore();

    public ValueTask InitializeAsync() => Store.InitializeAsync(CancellationToken.None);

    public ValueTask<IStore> OpenAnotherAsync() => new(Store);

    public ValueTask<DbConnection?> ConnectAsync() => new((DbConnection?)null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
