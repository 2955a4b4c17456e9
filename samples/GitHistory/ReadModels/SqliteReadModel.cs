using Microsoft.Data.Sqlite;
using Po;

namespace GitHistory;

/// <summary>
/// Writes the read models through the transaction that also moves the subscription's position: whatever happens, each message
/// counts exactly once. One instance for each transaction.
/// </summary>
internal sealed class SqliteReadModel(ISubscriptionContext context) : IReadModel, IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS git_contributors (
          author BLOB NOT NULL PRIMARY KEY,
          commits INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS git_months (
          month INTEGER NOT NULL PRIMARY KEY,
          commits INTEGER NOT NULL
        );
        CREATE TABLE IF NOT EXISTS git_files (
          path TEXT NOT NULL PRIMARY KEY,
          commits INTEGER NOT NULL,
          added INTEGER NOT NULL,
          deleted INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    private const string CountContributor = """
        INSERT INTO git_contributors (author, commits) VALUES ($author, $sign)
        ON CONFLICT (author) DO UPDATE SET commits = commits + excluded.commits
        """;

    private const string CountMonth = """
        INSERT INTO git_months (month, commits) VALUES ($month, $sign)
        ON CONFLICT (month) DO UPDATE SET commits = commits + excluded.commits
        """;

    private const string CountFile = """
        INSERT INTO git_files (path, commits, added, deleted) VALUES ($path, $sign, $added, $deleted)
        ON CONFLICT (path) DO UPDATE SET
          commits = commits + excluded.commits,
          added = added + excluded.added,
          deleted = deleted + excluded.deleted
        """;

    private SqliteTransaction? _transaction;
    private SqliteCommand? _contributor;
    private SqliteCommand? _month;
    private SqliteCommand? _file;

    public async ValueTask CountCommitAsync(
        long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(cancellationToken);
        _contributor ??= Prepare(transaction, CountContributor, "$author", "$sign");
        Execute(_contributor, commit.AuthorLine(), sign);
        _month ??= Prepare(transaction, CountMonth, "$month", "$sign");
        Execute(_month, CommitMonth.Of(commit.Time), sign);
    }

    public async ValueTask CountFilesAsync(
        long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken)
    {
        if (commit.Files.Count == 0)
        {
            return;
        }

        var transaction = await BeginAsync(cancellationToken);
        _file ??= Prepare(transaction, CountFile, "$path", "$sign", "$added", "$deleted");
        foreach (var file in commit.Files)
        {
            Execute(_file, file.Path, sign, sign * (file.Added ?? 0), sign * (file.Deleted ?? 0));
        }
    }

    public void Dispose()
    {
        _contributor?.Dispose();
        _month?.Dispose();
        _file?.Dispose();
    }

    private async ValueTask<SqliteTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        if (_transaction is null)
        {
            _transaction = (SqliteTransaction)await context.GetTransactionAsync(cancellationToken);
            using var schema = Prepare(_transaction, Schema);
            schema.ExecuteNonQuery();
        }

        return _transaction;
    }

    private static SqliteCommand Prepare(SqliteTransaction transaction, string text, params ReadOnlySpan<string> parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    // SQLite has no asynchronous I/O: its commands complete at once.
    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }
}
