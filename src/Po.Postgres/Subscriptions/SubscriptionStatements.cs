using Npgsql;
using NpgsqlTypes;

namespace Po.Postgres;

// The statements about subscriptions, on a connection that the caller has.
internal sealed class SubscriptionStatements(PostgresSql sql, PostgresConnections connections)
{
    public async ValueTask<StoredSubscription?> ReadAsync(
        NpgsqlConnection connection, string subscriptionId, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(
            connection, sql["read_subscription"], [PostgresParameter.Text(subscriptionId)], row => ReadWhole(row, subscriptionId), cancellationToken)
            .ConfigureAwait(false);
        return read.Count == 0 ? null : read[0];
    }

    public async ValueTask<IReadOnlyList<StoredSubscription>> ReadAllAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(
            connection, sql["read_subscriptions"], [], row => ReadWhole(row, row.GetString(12)), cancellationToken).ConfigureAwait(false);
        read.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
        return read;
    }

    public async ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        NpgsqlConnection connection, string subscriptionId, ParkedRequest request, CancellationToken cancellationToken)
    {
        var name = (request.Stream, request.OnlyRequested) switch
        {
            (null, false) => "read_parked",
            (null, true) => "read_parked_requested",
            (_, false) => "read_parked_stream",
            (_, true) => "read_parked_stream_requested",
        };
        List<NpgsqlParameter> parameters =
            [PostgresParameter.Text(subscriptionId), PostgresParameter.BigInt(request.From), PostgresParameter.Integer(request.MaxCount)];
        AddStream(parameters, request.Stream);
        return await ReadAsync(connection, sql[name], parameters, ReadParked, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
        NpgsqlConnection connection, string subscriptionId, IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken)
    {
        string[] names = [.. streams.Select(stream => stream.ToString())];
        return await ReadAsync(
            connection,
            sql["find_parked_streams"],
            [PostgresParameter.Text(subscriptionId), PostgresParameter.Array(names, NpgsqlDbType.Text)],
            static row => new ParkedStream(StreamId.Parse(row.GetString(0)), row.GetBoolean(1)),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        NpgsqlConnection connection, string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken)
    {
        List<NpgsqlParameter> parameters = [PostgresParameter.BigInt(before), PostgresParameter.Integer(maxCount)];
        if (subscriptionId is not null)
        {
            parameters.Add(PostgresParameter.Text(subscriptionId));
        }

        return await ReadAsync(
            connection,
            sql[subscriptionId is null ? "read_audit" : "read_audit_subscription"],
            parameters,
            static row => new AuditEntry
            {
                Number = row.GetInt64(0),
                Time = ReadTime(row, 1),
                Action = (AuditAction)row.GetInt32(2),
                SubscriptionId = row.GetString(3),
                Actor = row.GetString(4),
                Detail = row.GetString(5),
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<long> ParkAsync(
        NpgsqlConnection connection, string subscriptionId, IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken)
    {
        // The same message twice would be refused by the server; the later one counts.
        var distinct = messages.GroupBy(message => message.GlobalNumber, (_, same) => same.Last()).ToList();
        return ExecuteAsync(
            connection,
            sql["park"],
            [
                PostgresParameter.Text(subscriptionId),
                Array(distinct, message => message.GlobalNumber, NpgsqlDbType.Bigint),
                Array(distinct, message => message.Stream.ToString(), NpgsqlDbType.Text),
                Array(distinct, message => message.Attempts, NpgsqlDbType.Integer),
                Array(distinct, message => SubscriptionStatus.Shorten(message.Error), NpgsqlDbType.Text),
                Array(distinct, message => message.ParkedAt.UtcDateTime, NpgsqlDbType.TimestampTz),
                Array(distinct, message => message.IsReplayRequested, NpgsqlDbType.Boolean),
            ],
            cancellationToken);
    }

    public ValueTask<long> RequestReplayAsync(
        NpgsqlConnection connection, string subscriptionId, StreamId? stream, bool isRequested, CancellationToken cancellationToken)
    {
        List<NpgsqlParameter> parameters = [PostgresParameter.Text(subscriptionId), PostgresParameter.Boolean(isRequested)];
        AddStream(parameters, stream);
        return ExecuteAsync(connection, sql[stream is null ? "request_replay" : "request_replay_stream"], parameters, cancellationToken);
    }

    public ValueTask<long> UnparkAsync(
        NpgsqlConnection connection, string subscriptionId, StreamId? stream, long from, long to, CancellationToken cancellationToken)
    {
        List<NpgsqlParameter> parameters =
            [PostgresParameter.Text(subscriptionId), PostgresParameter.BigInt(from), PostgresParameter.BigInt(to)];
        AddStream(parameters, stream);
        return ExecuteAsync(connection, sql[stream is null ? "unpark" : "unpark_stream"], parameters, cancellationToken);
    }

    public NpgsqlBatchCommand SetLease(string subscriptionId, NewLease lease) => new(sql["set_lease"])
    {
        Parameters =
        {
            PostgresParameter.Text(subscriptionId),
            PostgresParameter.TextOrNull(lease.Owner),
            PostgresParameter.BigInt(lease.Epoch),
            PostgresParameter.BigInt((long)lease.Duration.TotalMicroseconds),
        },
    };

    public NpgsqlBatchCommand AddAudit(string subscriptionId, AuditEntry entry) => new(sql["add_audit"])
    {
        Parameters =
        {
            PostgresParameter.Time(entry.Time),
            PostgresParameter.Integer((int)entry.Action),
            PostgresParameter.Text(subscriptionId),
            PostgresParameter.Text(entry.Actor),
            PostgresParameter.Text(SubscriptionStatus.Shorten(entry.Detail)),
        },
    };

    /// <summary>The columns of po_subscriptions from position to what is left of the lease.</summary>
    public static StoredSubscription ReadRow(NpgsqlDataReader row, string subscriptionId, int first) => new()
    {
        Id = subscriptionId,
        Position = row.GetInt64(first),
        ChangedAt = row.IsDBNull(first + 1) ? default : ReadTime(row, first + 1),
        IsNew = row.IsDBNull(first + 1),
        Status = new SubscriptionStatus
        {
            IsPaused = row.GetBoolean(first + 2),
            FailedNumber = row.GetInt64(first + 3),
            FailedAttempts = row.GetInt32(first + 4),
            Error = row.IsDBNull(first + 5) ? null : row.GetString(first + 5),
            StopAt = row.IsDBNull(first + 6) ? null : row.GetInt64(first + 6),
        },
        Owner = row.IsDBNull(first + 7) ? null : row.GetString(first + 7),
        Epoch = row.GetInt64(first + 8),
        LeaseLeft = row.IsDBNull(first + 9) ? TimeSpan.Zero : TimeSpan.FromMicroseconds(row.GetInt64(first + 9)),
    };

    private static StoredSubscription ReadWhole(NpgsqlDataReader row, string subscriptionId) => ReadRow(row, subscriptionId, first: 0) with
    {
        ParkedMessages = row.GetInt64(10),
        IsReplayRequested = row.GetBoolean(11),
    };

    private static ParkedMessage ReadParked(NpgsqlDataReader row) => new()
    {
        GlobalNumber = row.GetInt64(0),
        Stream = StreamId.Parse(row.GetString(1)),
        Attempts = row.GetInt32(2),
        Error = row.IsDBNull(3) ? null : row.GetString(3),
        ParkedAt = ReadTime(row, 4),
        IsReplayRequested = row.GetBoolean(5),
    };

    private static DateTimeOffset ReadTime(NpgsqlDataReader row, int column) =>
        new(DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc));

    private static void AddStream(List<NpgsqlParameter> parameters, StreamId? stream)
    {
        if (stream is { } one)
        {
            parameters.Add(PostgresParameter.Text(one.ToString()));
        }
    }

    private static NpgsqlParameter Array<T>(List<ParkedMessage> messages, Func<ParkedMessage, T> value, NpgsqlDbType elementType) =>
        PostgresParameter.Array<T>([.. messages.Select(value)], elementType);

    private async ValueTask<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        string text,
        IReadOnlyList<NpgsqlParameter> parameters,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(connection, text, [.. parameters]);
        await using var _ = command.ConfigureAwait(false);
        await PrepareAsync(command, cancellationToken).ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private async ValueTask<long> ExecuteAsync(
        NpgsqlConnection connection, string text, IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(connection, text, [.. parameters]);
        await using var _ = command.ConfigureAwait(false);
        await PrepareAsync(command, cancellationToken).ConfigureAwait(false);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PrepareAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        if (connections.Prepares(command.Connection!))
        {
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
