using Npgsql;

namespace Po.Postgres;

/// <summary>What stands between the store and the server.</summary>
/// <param name="Place">Where connections lead, as the driver names it.</param>
/// <param name="IsPooler">Whether it is a pooler, which lends the connections of the server to many clients.</param>
internal sealed record PostgresRoute(string Place, bool IsPooler)
{
    // A pooler hands out keys of its own for cancelling, because it must find the server that serves the client at that moment: so the
    // process that the key names is not the one that answers.
    public static async ValueTask<PostgresRoute> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        await using var _ = command.ConfigureAwait(false);
        var process = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return new PostgresRoute(connection.DataSource, process is not int id || id != connection.ProcessID);
    }

    public bool LeadsTo(NpgsqlConnection connection) => connection.DataSource == Place;
}
