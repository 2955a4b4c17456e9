using Microsoft.Extensions.Logging;

namespace Po.Sqlite;

/// <summary>Keeps message streams in one SQLite file.</summary>
public sealed partial class SqliteStore : IAsyncDisposable
{
    /// <summary>Opens a store; the file is touched by the first call that needs it.</summary>
    /// <param name="options">How to work.</param>
    /// <param name="timeProvider">The source of delays.</param>
    /// <param name="loggerFactory">Where the store logs.</param>
    public SqliteStore(SqliteStoreOptions options, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
