using System.Data.Common;
using Po;

namespace Highway;

/// <summary>The tables of the subscribers, open.</summary>
internal sealed class Tables : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;
    private readonly IAsyncDisposable? _own;

    private Tables(DbConnection connection, DbTransaction? transaction, IAsyncDisposable? own) =>
        (_connection, _transaction, _own) = (connection, transaction, own);

    /// <summary>In a transaction of somebody else, who commits it.</summary>
    public static Tables Of(DbTransaction transaction) => new(transaction.Connection!, transaction, null);

    /// <summary>On a connection that is closed at the end.</summary>
    public static Tables Of(DbConnection connection) => new(connection, null, connection);

    /// <summary>In a transaction of their own.</summary>
    public static async ValueTask<Tables> BeginAsync(IStore store, CancellationToken cancellationToken)
    {
        var own = await store.BeginAsync(cancellationToken);
        try
        {
            var transaction = await own.GetDbTransactionAsync(cancellationToken);
            return new Tables(transaction.Connection!, transaction, own);
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<int> ExecuteAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = Create(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The only value, or null.</summary>
    public async ValueTask<long?> FindAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = Create(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is long value ? value : null;
    }

    public async ValueTask<List<T>> ReadAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = Create(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Commits a transaction of its own.</summary>
    public ValueTask CommitAsync() => _own is IStoreTransaction transaction ? transaction.CommitAsync() : ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private DbCommand Create(string sql, (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
