using Npgsql;

namespace Po.Postgres;

internal static class SnapshotStatements
{
    public static async ValueTask<Snapshot?> ReadAsync(
        NpgsqlConnection connection,
        PostgresSql sql,
        bool prepares,
        StreamId stream,
        string name,
        CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(
            connection, sql.ReadSnapshot, PostgresParameter.Text(stream.ToString()), PostgresParameter.Text(name));
        await using var _ = command.ConfigureAwait(false);
        if (prepares)
        {
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new Snapshot
            {
                Stream = stream,
                Name = name,
                Number = reader.GetInt64(0),
                GlobalNumber = reader.GetInt64(1),
                State = new SerializedState(reader.GetString(2), reader.GetFieldValue<byte[]>(3)),
            }
            : null;
    }

    public static async ValueTask SaveAsync(
        NpgsqlConnection connection, PostgresSql sql, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(
            connection,
            sql.SaveSnapshot,
            PostgresParameter.Text(snapshot.Stream.ToString()),
            PostgresParameter.Text(snapshot.Name),
            PostgresParameter.BigInt(snapshot.Number),
            PostgresParameter.BigInt(snapshot.GlobalNumber),
            PostgresParameter.Text(snapshot.State.Shape),
            PostgresParameter.Bytes(snapshot.State.Data));
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask DeleteAsync(
        NpgsqlConnection connection, PostgresSql sql, StreamId stream, string name, CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(
            connection, sql.DeleteSnapshot, PostgresParameter.Text(stream.ToString()), PostgresParameter.Text(name));
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
