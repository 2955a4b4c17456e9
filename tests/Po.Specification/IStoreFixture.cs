using System.Data.Common;

namespace Po.Specification;

/// <summary>Makes the store that a specification is held against; the one thing to write for a new store.</summary>
/// <remarks>
/// <para>A store passes when its test project has a fixture and, for each abstract class of this library, one line:</para>
/// <code>
/// public sealed class MyAppendTests(MyStoreFixture fixture) : AppendSpecification&lt;MyStoreFixture&gt;(fixture);
/// </code>
/// <para><see cref="CompletenessSpecification{TFixture}"/> turns red when a class is missing, so a newer specification cannot be
/// overlooked. What the classes ask for is what the doc comments of <see cref="IStore"/> and its parts promise, sentence by sentence.</para>
/// <para>Every test works in groups and with ids of its own, so any number of them may share one database and run at the same
/// time. Therefore nothing here takes the store to be empty, and since somebody else's open transaction may hold the horizon back
/// for a while, reads by global number wait, with a limit, until the horizon has got as far as they need.</para>
/// <para><see cref="IAsyncLifetime.InitializeAsync"/> is the place to make a database and to initialise the store;
/// <see cref="IAsyncDisposable.DisposeAsync"/> the one to remove it.</para>
/// <para>The environment variable <c>PO_SPEC_CASES</c> says how many random programs the model tests run: 50 if it is not set, some
/// thousands before a release. A failing run prints its seed; set <c>CsCheck_Seed</c> to it to run that case again.</para>
/// </remarks>
public interface IStoreFixture : IAsyncLifetime
{
    /// <summary>The store, initialised; the same for the life of the fixture.</summary>
    IStore Store { get; }

    /// <summary>
    /// Another store object on the same data, initialised, as another process would have. A store that cannot have two, as the one in
    /// memory, returns <see cref="Store"/>.
    /// </summary>
    /// <returns>The store; the fixture disposes of it.</returns>
    ValueTask<IStore> OpenAnotherAsync();

    /// <summary>An open connection to the database of the store as an application has it; null if the store has none.</summary>
    /// <returns>The connection; whoever asks for it disposes of it.</returns>
    ValueTask<DbConnection?> ConnectAsync();
}
