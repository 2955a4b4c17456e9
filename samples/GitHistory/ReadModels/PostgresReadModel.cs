using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Po;

namespace GitHistory;

/// <summary>
/// Writes the read models through the transaction that also moves the subscription's position: whatever happens, each message
/// counts exactly once. One instance for each transaction, one round trip for each message.
/// </summary>
internal sealed class PostgresReadModel(ISubscriptionContext context) : IReadModel, IAsyncDisposable
{
    private const string CountContributor = """
        INSERT INTO git_contributors AS c (author_hash, author, commits) VALUES ($1, $2, $3)
        ON CONFLICT (author_hash) DO UPDATE SET commits = c.commits + excluded.commits
        """;

    private const string CountMonth = """
        INSERT INTO git_months AS m (month, commits) VALUES ($1, $2)
        ON CONFLICT (month) DO UPDATE SET commits = m.commits + excluded.commits
        """;

    // Two paths that are no UTF-8 can look the same once their odd bytes are replaced, and no row may be changed twice by one statement.
    private const string CountFiles = """
        INSERT INTO git_files AS f (path_hash, path, commits, added, deleted)
        SELECT path_hash, min(path), $5 * count(*), $5 * sum(added), $5 * sum(deleted)
        FROM unnest($1::bytea[], $2::text[], $3::bigint[], $4::bigint[]) AS change (path_hash, path, added, deleted)
        GROUP BY path_hash
        ON CONFLICT (path_hash) DO UPDATE SET
          commits = f.commits + excluded.commits,
          added = f.added + excluded.added,
          deleted = f.deleted + excluded.deleted
        """;

    private NpgsqlBatch? _commit;
    private NpgsqlCommand? _files;

    public async ValueTask CountCommitAsync(
        long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken)
    {
        _commit ??= await PrepareCommitAsync(cancellationToken);
        var author = commit.AuthorLine();
        Set(_commit.BatchCommands[0].Parameters, SHA256.HashData(author), author, (long)sign);
        Set(_commit.BatchCommands[1].Parameters, CommitMonth.Of(commit.Time), (long)sign);
        await _commit.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask CountFilesAsync(
        long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken)
    {
        if (commit.Files.Count == 0)
        {
            return;
        }

        _files ??= await PrepareFilesAsync(cancellationToken);
        Set(
            _files.Parameters,
            commit.Files.Select(file => SHA256.HashData(Encoding.UTF8.GetBytes(file.Path))).ToArray(),
            commit.Files.Select(file => file.Path).ToArray(),
            commit.Files.Select(file => (long)(file.Added ?? 0)).ToArray(),
            commit.Files.Select(file => (long)(file.Deleted ?? 0)).ToArray(),
            (long)sign);
        await _files.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_commit is not null)
        {
            await _commit.DisposeAsync();
        }

        if (_files is not null)
        {
            await _files.DisposeAsync();
        }
    }

    private async ValueTask<NpgsqlBatch> PrepareCommitAsync(CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(cancellationToken);
        var contributor = new NpgsqlBatchCommand(CountContributor);
        AddParameters(contributor.Parameters, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Bigint);
        var month = new NpgsqlBatchCommand(CountMonth);
        AddParameters(month.Parameters, NpgsqlDbType.Integer, NpgsqlDbType.Bigint);
        var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { contributor, month } };
        await batch.PrepareAsync(cancellationToken);
        return batch;
    }

    private async ValueTask<NpgsqlCommand> PrepareFilesAsync(CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(cancellationToken);
        var command = new NpgsqlCommand(CountFiles, transaction.Connection, transaction);
        AddParameters(
            command.Parameters,
            NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            NpgsqlDbType.Array | NpgsqlDbType.Text,
            NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            NpgsqlDbType.Bigint);
        await command.PrepareAsync(cancellationToken);
        return command;
    }

    private async ValueTask<NpgsqlTransaction> BeginAsync(CancellationToken cancellationToken) =>
        (NpgsqlTransaction)await context.GetTransactionAsync(cancellationToken);

    private static void AddParameters(NpgsqlParameterCollection parameters, params ReadOnlySpan<NpgsqlDbType> types)
    {
        foreach (var type in types)
        {
            parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }
    }

    private static void Set(NpgsqlParameterCollection parameters, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i];
        }
    }
}
