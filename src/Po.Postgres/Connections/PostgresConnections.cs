using System.Data;
using System.Transactions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Po.Postgres;

// Where connections come from: a data source of the application, or one of this store's own.
internal sealed class PostgresConnections : IAsyncDisposable
{
    // What a pool would undo between two users of a connection. Npgsql sends it with the next command, which costs a small command a
    // third of its time; connections that nobody but Po has used have nothing to undo.
    private const string Reset =
        "CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD SEQUENCES; DISCARD TEMP; RESET SESSION AUTHORIZATION; RESET ALL";

    // An idle process is to hold few connections soon after it has had work; the driver would keep them for five minutes.
    private const int IdleSeconds = 10;

    // A batch of appends and a page of records are some ten to some hundred kilobytes: the driver's 8 KiB are a system call each.
    private const int BufferBytes = 64 * 1024;

    // Appends and reads take a connection for a moment: transactions, which a handler may keep for as long as it likes, leave some to them.
    private const int ForMoments = 3;

    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlDataSource _unpooled;
    private readonly string? _ownConnectionString;
    private readonly bool _enlists;
    private readonly bool _prepare;
    private readonly bool _hasSeveralHosts;
    private volatile PostgresRoute? _route;

    private PostgresConnections(NpgsqlDataSource dataSource, NpgsqlDataSource unpooled, string? ownConnectionString, bool prepare)
    {
        _dataSource = dataSource;
        _unpooled = unpooled;
        _ownConnectionString = ownConnectionString;
        _enlists = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Enlist;
        _prepare = prepare;
        _hasSeveralHosts = HasSeveralHosts(new NpgsqlConnectionStringBuilder(dataSource.ConnectionString));
        Name = Describe(dataSource.ConnectionString);
        Transactions = new SemaphoreSlim(CountTransactions(new NpgsqlConnectionStringBuilder(dataSource.ConnectionString)));
    }

    /// <summary>The database, as its user knows it; without secrets.</summary>
    public string Name { get; }

    /// <summary>Room for the transactions that may be open at the same time; whoever waits for it gets it in turn, without a time limit.</summary>
    public SemaphoreSlim Transactions { get; }

    /// <summary>Whether a pooler stands between, as far as connections have been opened.</summary>
    public bool IsBehindPooler => _route?.IsPooler ?? false;

    /// <exception cref="PoConfigurationException">The data source shares each connection between many commands.</exception>
    public static PostgresConnections Borrow(NpgsqlDataSource dataSource, bool prepare) =>
        new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Multiplexing
            ? throw new PoConfigurationException(
                "The PostgreSQL store needs connections of its own for a while, and the NpgsqlDataSource has Multiplexing switched on: "
                + "register one without it.")
            : new(dataSource, dataSource, ownConnectionString: null, prepare);

    public static PostgresConnections Create(string connectionString, bool prepare, ILoggerFactory loggerFactory)
    {
        var parsed = PostgresConnectionString.Parse(connectionString);
        var shared = ForOneThatWrites(parsed).ConnectionString;
        parsed.NoResetOnClose = true;
        parsed.Multiplexing = false;
        parsed.ApplicationName ??= "po";
        SetDefault(parsed, "Connection Idle Lifetime", IdleSeconds);
        SetDefault(parsed, "Connection Pruning Interval", IdleSeconds / 2);
        SetDefault(parsed, "Write Buffer Size", BufferBytes);
        SetDefault(parsed, "Read Buffer Size", BufferBytes);

        // A connection that does not answer in time is closed: it is not asked to cancel what it does not answer, which takes seconds.
        var unpooled = new NpgsqlConnectionStringBuilder(parsed.ConnectionString)
        {
            Pooling = false,
            TcpKeepAlive = true,
            CancellationTimeout = -1,
        };
        return new PostgresConnections(Build(parsed, loggerFactory), Build(unpooled, loggerFactory), shared, prepare);
    }

    /// <summary>Opens a connection that takes part in no ambient transaction.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(_dataSource, cancellationToken);

    /// <summary>Opens a connection that takes part in a transaction; closing it ends nothing.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransactionRefusedException">The connection string forbids it.</exception>
    public async ValueTask<NpgsqlConnection> OpenEnlistedAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (!_enlists)
        {
            throw new TransactionRefusedException(
                "The connection string says Enlist=false, so what Po appends could not be part of the ambient transaction (TransactionScope). "
                + "Leave Enlist out, or append with IPo.Join(transaction).");
        }

        // Of one's own the pool of all who connect with an equal string, so that connections can be shared with the application.
        var connection = _ownConnectionString is null ? _dataSource.CreateConnection() : new NpgsqlConnection(_ownConnectionString);
        try
        {
            await OpenAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a connection that stays open for long; it comes from no pool unless the data source is the application's.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<NpgsqlConnection> OpenUnpooledAsync(CancellationToken cancellationToken) => OpenAsync(_unpooled, cancellationToken);

    /// <summary>Whether statements may be prepared: on connections that lead straight to the server, if that is wanted.</summary>
    /// <remarks>
    /// Behind a pooler that lends a connection for one transaction, a name may mean another statement in the next one, which would be
    /// run instead without an error.
    /// </remarks>
    /// <param name="connection">A connection of this store, or of the application.</param>
    public bool Prepares(NpgsqlConnection connection) =>
        _prepare && _route is { IsPooler: false } route && route.LeadsTo(connection);

    /// <summary>Undoes what the application may have left behind on a connection: settings, cursors, locks of the session.</summary>
    /// <param name="connection">A connection that is about to be given back.</param>
    public async ValueTask ResetAsync(NpgsqlConnection connection)
    {
        // The pool of a data source of the application does so by itself.
        if (_ownConnectionString is not null && connection.FullState == ConnectionState.Open)
        {
            var reset = new NpgsqlCommand(Reset, connection);
            await using (reset.ConfigureAwait(false))
            {
                await reset.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Drops every idle connection, and the others when they are given back.</summary>
    public void Clear() => _dataSource.Clear();

    public async ValueTask DisposeAsync()
    {
        if (_ownConnectionString is not null)
        {
            await _unpooled.DisposeAsync().ConfigureAwait(false);
            await _dataSource.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask OpenAsync(NpgsqlConnection connection, Transaction transaction, CancellationToken cancellationToken)
    {
        if (transaction.Equals(Transaction.Current))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // The transaction did not flow this far. The scope must be completed whatever happens: only the application rolls back.
        using var scope = new TransactionScope(transaction, TransactionScopeAsyncFlowOption.Enabled);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Complete();
        }
    }

    private static NpgsqlConnectionStringBuilder ForOneThatWrites(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        if (HasSeveralHosts(builder))
        {
            SetDefault(builder, "Target Session Attributes", "primary");
        }

        return builder;
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, ILoggerFactory loggerFactory)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(loggerFactory);

        // With several hosts only the one that accepts writes will do: markers are invisible on a standby.
        return HasSeveralHosts(settings)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    private static int CountTransactions(NpgsqlConnectionStringBuilder settings) => settings switch
    {
        { Pooling: false } => int.MaxValue,
        { MaxPoolSize: < 2 } => throw new PoConfigurationException(
            "The PostgreSQL store needs at least two connections, one for a handler's transaction and one for everything else, and the "
            + $"connection string says Maximum Pool Size={settings.MaxPoolSize}: raise it."),
        var pooled => Math.Max(1, pooled.MaxPoolSize - ForMoments),
    };

    private static bool HasSeveralHosts(NpgsqlConnectionStringBuilder settings) =>
        settings.Host?.Contains(',', StringComparison.Ordinal) == true;

    private async ValueTask<NpgsqlConnection> OpenAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection;
        try
        {
            connection = Transaction.Current is null
                ? await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false)
                : await OpenOutsideAsync(dataSource, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e) when (_hasSeveralHosts && e is not PostgresException && e.InnerException is null)
        {
            // None of the hosts is the primary, as during a fail-over. The driver has no code for it, and no inner exception.
            throw new StandbyException(Name, e);
        }

        if (_route?.LeadsTo(connection) is not true)
        {
            await FindRouteAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        return connection;
    }

    private static async ValueTask<NpgsqlConnection> OpenOutsideAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        using var scope = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        scope.Complete();
        return connection;
    }

    // Once a store, and again when the connections lead somewhere else: to another one of several hosts.
    private async ValueTask FindRouteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            _route = await PostgresRoute.FindAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder builder, string keyword, object value)
    {
        if (!builder.Keys.Contains(keyword, StringComparer.OrdinalIgnoreCase))
        {
            builder[keyword] = value;
        }
    }

    private static string Describe(string connectionString)
    {
        var parsed = new NpgsqlConnectionStringBuilder(connectionString);
        return $"'{parsed.Database ?? parsed.Username}' on {parsed.Host}";
    }
}
