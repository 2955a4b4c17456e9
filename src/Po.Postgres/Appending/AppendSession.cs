using System.Data;
using Npgsql;

namespace Po.Postgres;

// One connection for appends, kept as long as they come: a pool would reset it between any two of them.
internal sealed class AppendSession(PostgresSql sql, PostgresConnections connections) : IAsyncDisposable
{
    // Others of a batch wait this long at most for a stream that an open transaction has appended to.
    public static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(100);

    private readonly AppendStatement _statement = new(sql, connections);
    private readonly AppendResolver _resolver = new(sql);
    private NpgsqlConnection? _connection;
    private AppendCommands? _commands;

    /// <summary>The life of the store that the connection has found.</summary>
    public StoreLife Life => _commands?.Life ?? default;

    /// <summary>Appends.</summary>
    /// <param name="items">The appends, ordered by stream; one that expects a number is the only one to its stream.</param>
    /// <param name="lockTimeout">How long to wait for other transactions; null for <see cref="LockTimeout"/>.</param>
    /// <param name="cancellationToken">Asks the server to give up, which it does wholly or not at all.</param>
    /// <returns>What became of each append.</returns>
    public async ValueTask<AppendOutcome[]> AppendAsync(
        AppendItem[] items, TimeSpan? lockTimeout, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (lockTimeout is null && _commands is { } commands)
        {
            return await commands.ExecuteAsync(items, cancellationToken).ConfigureAwait(false);
        }

        return await _statement.ExecuteAsync(connection, items, lockTimeout ?? LockTimeout, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<AppendVerdict[]> ResolveAsync(
        IReadOnlyList<AppendRequest> requests, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await _resolver.ResolveAsync(connection, requests, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops every connection, because the server is not the one that accepts writes.</summary>
    public void Clear() => connections.Clear();

    /// <summary>Gives the connection back; the next append takes another one.</summary>
    public async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is not { } connection)
        {
            return;
        }

        await using var _ = connection.ConfigureAwait(false);
        if (Interlocked.Exchange(ref _commands, null) is { } commands)
        {
            await commands.DisposeAsync().ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { FullState: ConnectionState.Open })
        {
            return _connection;
        }

        await CloseAsync().ConfigureAwait(false);
        _connection = await connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (!connections.IsBehindPooler)
        {
            _commands = await AppendCommands.CreateAsync(
                _connection, sql, connections.Prepares(_connection), LockTimeout, cancellationToken).ConfigureAwait(false);
        }

        return _connection;
    }
}
