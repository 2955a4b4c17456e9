using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Po.Postgres;

/// <summary>Keeps message streams in PostgreSQL, for any number of processes at the same time.</summary>
/// <remarks>
/// <para>Thread safe. Appends that wait at the same time go out together in one round trip and one commit; each of them succeeds or
/// fails by itself, survives a crash of server and client once it has succeeded, and is tried again through lost connections
/// without being stored twice.</para>
/// <para>Records are read by global numbers up to the horizon only, so that none is skipped, whatever order transactions commit
/// in: see docs/adr/0014-markers-and-horizon.md. Nothing that reads or appends waits for an unrelated transaction.</para>
/// <para>In a <c>TransactionScope</c> calls on the store itself work beside it, but for appends, which are refused; <see cref="IPo"/> takes part
/// in it through <see cref="Join(System.Transactions.Transaction)"/>.</para>
/// </remarks>
public sealed partial class PostgresStore : IStore, IHorizonWatch, IAsyncDisposable, IDisposable
{
    private readonly PostgresSql _sql;
    private readonly PostgresConnections _connections;
    private readonly PostgresStoreOptions _options;
    private readonly ILogger _logger;
    private readonly HorizonStatements _horizonStatements;
    private readonly HorizonProbe _horizon;
    private readonly HorizonWatch _watch;
    private readonly PageReader _pages;
    private readonly GlobalReader _globalReader;
    private readonly StoreReadAccess _readAccess;
    private readonly TransactionParts _transactionParts;
    private readonly AmbientTransactions _ambientTransactions;
    private readonly AppendBatcher _batcher;
    private readonly ListenCheck _listenCheck;
    private bool _isDisposed;

    /// <summary>Makes a store with connections of its own; nothing is opened before the first call that needs it.</summary>
    /// <param name="options">How to work, with a <see cref="PostgresStoreOptions.ConnectionString"/>.</param>
    /// <param name="timeProvider">The source of delays; the system clock if null.</param>
    /// <param name="loggerFactory">Where the store logs; nowhere if null.</param>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    /// <exception cref="PoConfigurationException">The connection string is missing or cannot be read.</exception>
    public PostgresStore(
        PostgresStoreOptions options, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
        : this(options, null, timeProvider, loggerFactory)
    {
    }

    /// <summary>Makes a store on a data source of the application, which stays the application's to dispose of.</summary>
    /// <param name="dataSource">Where connections come from; it must lead to the primary.</param>
    /// <param name="options">How to work; the connection string is not used.</param>
    /// <param name="timeProvider">The source of delays; the system clock if null.</param>
    /// <param name="loggerFactory">Where the store logs; nowhere if null.</param>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public PostgresStore(
        NpgsqlDataSource dataSource,
        PostgresStoreOptions? options = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null)
        : this(options ?? new PostgresStoreOptions(), dataSource ?? throw new ArgumentNullException(nameof(dataSource)), timeProvider, loggerFactory)
    {
    }

    private PostgresStore(
        PostgresStoreOptions options, NpgsqlDataSource? dataSource, TimeProvider? timeProvider, ILoggerFactory? loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validate(options);
        var time = timeProvider ?? TimeProvider.System;
        var loggers = loggerFactory ?? NullLoggerFactory.Instance;
        _options = options;
        _logger = loggers.CreateLogger<PostgresStore>();
        _sql = new PostgresSql(options.Schema);
        _connections = dataSource is not null
            ? PostgresConnections.Borrow(dataSource, options.PrepareStatements)
            : PostgresConnections.Create(
                options.ConnectionString ?? throw new PoConfigurationException(
                    "The PostgreSQL store has no database: give UsePostgres() a connection string, set Po:Postgres:ConnectionString, or "
                    + "register an NpgsqlDataSource."),
                options.PrepareStatements,
                loggers);
        _horizonStatements = new HorizonStatements(_sql, _connections, _logger);
        _horizon = new HorizonProbe(ProbeHorizonAsync, _logger);
        _watch = new HorizonWatch(_horizon, _horizonStatements.FindBlockerAsync, options.HeldBackWarning, time, _logger);
        _pages = new PageReader(_sql, _connections, _horizonStatements);
        _globalReader = new GlobalReader(_pages);
        _readAccess = new StoreReadAccess(_horizon, _connections);
        _transactionParts = new TransactionParts(_sql, _connections, options, _horizonStatements, _horizon, _pages, _globalReader);
        _ambientTransactions = new AmbientTransactions(_transactionParts, this);
        _batcher = new AppendBatcher(_sql, _connections, options, time, _logger);
        _listenCheck = new ListenCheck(new NudgeChannel(_connections, _sql), time);
    }

    /// <inheritdoc/>
    /// <returns>All of them.</returns>
    public StoreCapabilities Capabilities =>
        StoreCapabilities.Durable
        | StoreCapabilities.DbTransactions
        | StoreCapabilities.MultipleProcesses
        | StoreCapabilities.JoinedTransactions
        | StoreCapabilities.AmbientTransactions
        | StoreCapabilities.MultipleStreams;

    /// <inheritdoc/>
    TimeSpan IHorizonWatch.HeldBackFor => _watch.HeldBackFor;

    /// <inheritdoc/>
    HorizonBlocker? IHorizonWatch.Blocker => _watch.Blocker;

    internal PostgresConnections Connections => _connections;

    internal PostgresSql Sql => _sql;

    internal PostgresStoreOptions Options => _options;

    internal AmbientTransactions AmbientTransactions => _ambientTransactions;

    /// <summary>Who holds the horizon back, and tells when it has reached what readers could not see.</summary>
    internal HorizonWatch HorizonWatch => _watch;

    /// <inheritdoc/>
    /// <exception cref="SchemaVersionException">The schema is newer than this version of Po, was changed by hand, or is older and migrating is off.</exception>
    /// <exception cref="PoConfigurationException">
    /// The server lacks something that the guarantees need, or the store is to listen through a pooler that lets nothing be heard: the message says what.
    /// </exception>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        int serverVersion;
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var check = new PostgresCheck(_sql, _connections.Name);
            await check.RefuseStandbyAsync(connection, cancellationToken).ConfigureAwait(false);
            await new PostgresMigrator(_sql, _options.Migrate, _logger).RunAsync(connection, cancellationToken).ConfigureAwait(false);
            serverVersion = await check.RunAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        if (_options.Listen)
        {
            await _listenCheck.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        Log.StoreReady(_logger, _options.Schema, _sql.Migrations[^1].Version, serverVersion);
    }

    /// <inheritdoc/>
    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new PostgresStoreTransaction(_transactionParts));
    }

    /// <inheritdoc/>
    public async ValueTask<LockedPage?> TryBeginWithPageAsync(
        string subscriptionId, StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckGlobalPage(source, page);
        var at = PageSource.Of(source, page);
        if (at.IsStream || at.IsFiltered || page.From <= _horizon.Known)
        {
            // The place in a stream has to be found first, and what is filtered may be long in coming; a known horizon needs no turn.
            return null;
        }

        // A probe that is under way is shared. And nobody waits for room while he has the turn: others would wait for both.
        var transaction = new PostgresStoreTransaction(_transactionParts);
        if (!transaction.TryTakeRoom() || _horizon.TryTakeTurn() is not { } turn)
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        using (turn)
        {
            try
            {
                return await transaction.LockAndReadAsync(subscriptionId, at, page, turn, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await transaction.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public bool IsTransient(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return PostgresErrors.IsTransient(exception);
    }

    /// <summary>Waits for the appends that are under way, and closes what the store has opened itself.</summary>
    /// <returns>A task that completes when nothing is under way any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _batcher.DisposeAsync().ConfigureAwait(false);
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed of synchronously; blocks as long.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async ValueTask<HorizonReading> ProbeHorizonAsync(CancellationToken cancellationToken)
    {
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await _horizonStatements.ProbeAsync(connection, asTransaction: false, cancellationToken).ConfigureAwait(false);
    }

    private static void Validate(PostgresStoreOptions options)
    {
        foreach (var validator in (IValidateOptions<PostgresStoreOptions>[])[new PostgresStoreOptionsValidator(), new PostgresStoreOptionsRules()])
        {
            if (validator.Validate(null, options) is { Failed: true } result)
            {
                throw new OptionsValidationException(nameof(PostgresStoreOptions), typeof(PostgresStoreOptions), result.Failures);
            }
        }
    }
}
