using Npgsql;

namespace Po.Postgres;

/// <summary>The connection of a transaction, until disposed.</summary>
/// <param name="connection">The connection.</param>
/// <param name="turn">Released in the end.</param>
/// <param name="closes">Whether the connection is closed in the end; the transaction goes on.</param>
internal readonly struct TransactionLease(NpgsqlConnection connection, SemaphoreSlim turn, bool closes) : IAsyncDisposable
{
    public NpgsqlConnection Connection { get; } = connection;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (closes)
            {
                await Connection.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            turn.Release();
        }
    }
}
