using Npgsql;
using NpgsqlTypes;

namespace Po.Postgres;

// Finds out what an append that was refused, or whose outcome is unknown, is: a repetition, a conflict, a duplicate, or none of these.
internal sealed class AppendResolver(PostgresSql sql)
{
    /// <summary>Judges appends by what is stored now.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="requests">The appends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<AppendVerdict[]> ResolveAsync(
        NpgsqlConnection connection, IReadOnlyList<AppendRequest> requests, CancellationToken cancellationToken)
    {
        var streams = requests.Select(request => request.Stream.ToString()).ToArray();
        var ids = requests.SelectMany(request => request.Records.Select(record => record.Id)).Distinct().ToArray();
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(sql.ReadHeads) { Parameters = { PostgresParameter.Array(streams, NpgsqlDbType.Text) } },
                new NpgsqlBatchCommand(sql.FindMessages) { Parameters = { PostgresParameter.Array(ids, NpgsqlDbType.Uuid) } },
            },
        };
        await using var _ = batch.ConfigureAwait(false);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var heads = new List<long>(streams.Length);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            heads.Add(reader.GetInt64(0));
        }

        // Ids after heads, each with a snapshot of its own: an append that is not among the ids was not before the heads either.
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var stored = new Dictionary<Guid, StoredId>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            stored.Add(reader.GetGuid(0), new StoredId(reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return [.. requests.Select((request, i) => Judge(request, streams[i], heads[i], stored))];
    }

    private static AppendVerdict Judge(AppendRequest request, string stream, long head, Dictionary<Guid, StoredId> stored)
    {
        if (FindRepetition(request, stream, stored) is { } repetition)
        {
            return AppendVerdict.Succeeded(repetition);
        }

        if (!request.Expected.Allows(head))
        {
            return AppendVerdict.Failed(new WriteConflictException(request.Stream, request.Expected, head));
        }

        var seen = new HashSet<Guid>();
        foreach (var record in request.Records)
        {
            if (stored.ContainsKey(record.Id) || !seen.Add(record.Id))
            {
                return AppendVerdict.Failed(new DuplicateMessageIdException(request.Stream, record.Id));
            }
        }

        return default;
    }

    private static AppendResult? FindRepetition(AppendRequest request, string stream, Dictionary<Guid, StoredId> stored)
    {
        var globalNumbers = new long[request.Records.Count];
        var first = 0L;
        for (var i = 0; i < globalNumbers.Length; i++)
        {
            if (!stored.TryGetValue(request.Records[i].Id, out var place)
                || place.Stream != stream
                || (i > 0 && place.Number != first + i))
            {
                return null;
            }

            first = i == 0 ? place.Number : first;
            globalNumbers[i] = place.GlobalNumber;
        }

        return new AppendResult
        {
            Stream = request.Stream,
            LastNumber = first + globalNumbers.Length - 1,
            GlobalNumbers = globalNumbers,
            IsRepetition = true,
        };
    }
}
