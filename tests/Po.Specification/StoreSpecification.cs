using System.Data.Common;

namespace Po.Specification;

/// <summary>What all specifications share: the store under test, and names that no other test uses.</summary>
/// <typeparam name="TFixture">The fixture of the store.</typeparam>
/// <param name="fixture">The fixture of the store.</param>
public abstract class StoreSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IStoreFixture
{
    /// <summary>The store under test.</summary>
    protected IStore Store => fixture.Store;

    /// <summary>A group of this test alone.</summary>
    protected string Group { get; } = A.Group();

    /// <summary>A stream of this test alone.</summary>
    protected StreamId Stream => new(Group, "1");

    /// <summary>Another stream of the same group.</summary>
    protected StreamId OtherStream => new(Group, "2");

    /// <summary>A subscription of this test alone.</summary>
    protected string Subscription => $"subscription-of-{Group}";

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another store object on the same data.</summary>
    protected ValueTask<IStore> OpenAnotherAsync() => fixture.OpenAnotherAsync();

    /// <summary>The store under test and another object on the same data, for tests of several processes.</summary>
    protected async ValueTask<IStore[]> OpenTwoAsync() => [Store, await OpenAnotherAsync()];

    /// <summary>A connection of an application to the database of a store that joins transactions.</summary>
    protected async ValueTask<DbConnection> ConnectAsync() => (await fixture.ConnectAsync())!;

    /// <summary>Begins a transaction.</summary>
    protected ValueTask<IStoreTransaction> BeginAsync() => Store.BeginAsync(Token);
}
