using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Sqlite;

/// <summary>Keeps message streams in one SQLite file: durable, without a server, for any number of processes on one machine.</summary>
/// <remarks>
/// <para>Thread safe. A successful append is on the disk (write-ahead log, <c>synchronous=FULL</c>). SQLite has one writer, so
/// commits come in the order of global numbers and whatever is read is final. Appends that wait together are committed together, each
/// succeeding or failing by itself; a lone caller's append goes at once, on the caller's own thread. Readers wait for nobody.</para>
/// <para>Other processes may use the same file through stores of their own. A write waits for theirs, and for transactions of
/// this process, up to <see cref="SqliteStoreOptions.BusyTimeout"/>. Positions are locked by files in the folder
/// <c>{database}-locks</c>, so the locks of a process end with it; the file must be on a disk of this machine, not of the network.</para>
/// <para>Disposing rolls back the transactions that are still open, fails the appends that still wait, and closes the file.</para>
/// </remarks>
public sealed partial class SqliteStore : IStore, IAsyncDisposable, IDisposable
{
    private readonly DatabaseFile _file;
    private readonly TimeProvider _time;
    private readonly TimeSpan _busyTimeout;
    private readonly bool _migrate;
    private readonly ILogger _logger;
    private readonly WriteGate _gate;
    private readonly WriterTurn _turn;
    private readonly WriteQueue _writes;
    private readonly ReadPool _reads;
    private readonly SemaphoreSlim _initializing = new(1);
    private readonly ConcurrentDictionary<SqliteStoreTransaction, bool> _open = new();

    // Known as soon as the file is there, by the name that SQLite itself has for it: the same for every way to write the path.
    private volatile LockFolder? _locks;
    private readonly CancellationTokenSource _closing = new();
    private int _disposed;

    /// <summary>Opens a store; the file is touched by the first call that needs it.</summary>
    /// <param name="options">How to work; copied.</param>
    /// <param name="timeProvider">The source of delays; the system's if null.</param>
    /// <param name="loggerFactory">Where the store logs; nowhere if null.</param>
    /// <exception cref="PoConfigurationException">An option is not valid; the message says which and why.</exception>
    public SqliteStore(SqliteStoreOptions options, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (SqliteStoreOptionsRules.Validate(options) is { Failed: true } invalid)
        {
            throw new PoConfigurationException(invalid.FailureMessage);
        }

        _file = DatabaseFile.TryCreate(options.Database, out _)!;
        _time = timeProvider ?? TimeProvider.System;
        _busyTimeout = options.BusyTimeout;
        _migrate = options.Migrate;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<SqliteStore>();
        _gate = new WriteGate(_file);
        _turn = new WriterTurn(_time);
        _writes = new WriteQueue(_file, _gate, _turn, options, _time, _logger);
        _reads = new ReadPool(_file, _time, _busyTimeout);
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities =>
        StoreCapabilities.Durable
        | StoreCapabilities.DbTransactions
        | StoreCapabilities.MultipleProcesses
        | StoreCapabilities.JoinedTransactions
        | StoreCapabilities.MultipleStreams;

    internal string Name => _file.Name;

    /// <inheritdoc/>
    /// <remarks>
    /// Makes the folder and the file if they are not there. Other calls do this by themselves when it has not been done. A call that
    /// fails leaves nothing half done and can be repeated.
    /// </remarks>
    /// <exception cref="SchemaVersionException">The schema is newer than this version of Po, or was changed by hand.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be used; the message says why.</exception>
    /// <exception cref="StoreBusyException">The file stayed locked by another process.</exception>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (_locks is not null)
        {
            return;
        }

        await _initializing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_locks is null)
            {
                var path = await new Migrator(_file, _migrate, _time, _logger).RunAsync(_busyTimeout, cancellationToken)
                    .ConfigureAwait(false);
                var locks = new LockFolder(path);
                _turn.Path = locks.WaitingWriter;
                _locks = locks;
                Log.StoreReady(_logger, Name);
            }
        }
        finally
        {
            _initializing.Release();
        }
    }

    /// <inheritdoc/>
    /// <returns>True for a locked file, a full disk and a failing one, also when an exception of a library around the driver says so.</returns>
    public bool IsTransient(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is StoreBusyException || (cause is SqliteException sqlite && SqliteErrors.IsTransient(sqlite)))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _writes.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var transaction in _open.Keys)
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }

        await _gate.EnterAsync().ConfigureAwait(false);
        _gate.Dispose();
        _gate.Exit();
        _reads.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed of synchronously; blocks as long.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
