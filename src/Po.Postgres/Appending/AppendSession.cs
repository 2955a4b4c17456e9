using System.Data;
using Npgsql;

namespace Po.Postgres;

// One connection for appends, kept as long as they come: a pool would reset it between any two of them.
internal sealed class AppendSession(PostgresSql sql, PostgresConnections connections) : IAsyncDisposable
{
    private readonly AppendStatement _statement = new(sql, connections);
    private readonly AppendResolver _resolver = new(sql);
    private NpgsqlConnection? _connection;

    public async ValueTask<AppendOutcome[]> AppendAsync(
        IReadOnlyList<AppendRequest> requests, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await _statement.ExecuteAsync(connection, requests, lockTimeout, cancellationToken).ConfigureAwait(false);
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
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
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
        return _connection;
    }
}
