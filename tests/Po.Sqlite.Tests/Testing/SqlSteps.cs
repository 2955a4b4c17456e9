using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Po.Sqlite.Tests;

/// <summary>What tests do with connections and transactions of the driver.</summary>
public static class SqlSteps
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Executes statements; the first value of the first row, if there is one.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The statements are constants of the tests.")]
    public static async ValueTask<object?> ExecuteAsync(this SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return await command.ExecuteScalarAsync(Token);
    }

    /// <inheritdoc cref="ExecuteAsync(SqliteConnection, string, SqliteTransaction?)"/>
    public static ValueTask<object?> ExecuteAsync(this SqliteTransaction transaction, string sql) =>
        transaction.Connection!.ExecuteAsync(sql, transaction);

    /// <summary>The driver's transaction, and with it the one place to write from.</summary>
    public static async ValueTask<SqliteTransaction> GetSqliteTransactionAsync(this IStoreTransaction transaction) =>
        (SqliteTransaction)await transaction.GetDbTransactionAsync(Token);

    /// <summary>
    /// Begins a transaction that keeps all other writes waiting until it is disposed of, and lets the test prepare the connection that
    /// they will run on.
    /// </summary>
    public static async ValueTask<IStoreTransaction> OccupyAsync(this SqliteStore store, Action<SqliteConnection>? prepare = null)
    {
        var transaction = await store.BeginAsync(Token);
        var database = await transaction.GetSqliteTransactionAsync();
        prepare?.Invoke(database.Connection!);
        return transaction;
    }

    /// <summary>Calls back in the middle of each commit of the connection.</summary>
    public static void OnCommit(this SqliteConnection connection, Action committing) =>
        sqlite3_commit_hook(
            connection.Handle!,
            _ =>
            {
                committing();
                return 0;
            },
            null);
}
