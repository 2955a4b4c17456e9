using System.Data.Common;
using Po;
using Po.Specification;

namespace OutsideStore;

#region fixture
public sealed class OutsideStoreFixture : IStoreFixture
{
    public IStore Store { get; } = new CountingStore(new InMemoryStore());

    public ValueTask InitializeAsync() => Store.InitializeAsync(CancellationToken.None);

    // In memory there is no second one on the same data. A store with a database opens it once more here.
    public ValueTask<IStore> OpenAnotherAsync() => new(Store);

    // A connection to that database as an application has it.
    public ValueTask<DbConnection?> ConnectAsync() => new((DbConnection?)null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
#endregion
