using Npgsql;

namespace Po.Postgres.Tests;

/// <summary>One connection of its own that does what a script says, statement by statement: another application, or <c>psql</c>.</summary>
public sealed class Session : IAsyncDisposable
{
    private const string Waiting =
        "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE datname = current_database() AND NOT granted AND locktype = 'transactionid'";

    private readonly NpgsqlConnection _connection;

    private Session(NpgsqlConnection connection) => _connection = connection;

    /// <summary>The connection, for what is not a statement.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Connects.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="applicationName">How the server knows it.</param>
    public static async Task<Session> OpenAsync(string connectionString, string applicationName = "session")
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = applicationName };
        var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return new Session(connection);
    }

    /// <summary>Runs statements.</summary>
    /// <param name="sql">The statements.</param>
    public async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Reads one value.</summary>
    /// <param name="sql">The statement.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        var value = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        return value is null or DBNull ? default! : (T)value;
    }

    /// <summary>Reads the first column of all rows.</summary>
    /// <param name="sql">The statement.</param>
    /// <typeparam name="T">The type of the column.</typeparam>
    public async Task<List<T>> ReadAllAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var values = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    /// <summary>Appends one record as anybody with <c>psql</c> would: with a plain INSERT.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="number">The number.</param>
    /// <returns>The global number.</returns>
    public Task<long> InsertAsync(StreamId stream, long number = 1) => ReadAsync<long>(
        $"INSERT INTO po_records (stream, number, message_type, data) VALUES ('{stream}', {number}, 'happened', '{{}}') RETURNING global_number");

    /// <summary>How many sessions of this database wait for a transaction to end. The locks of <c>pg_locks</c> are those of the whole server.</summary>
    public Task<long> CountWaitingAsync() => ReadAsync<long>($"SELECT count(*) {Waiting}");

    /// <summary>Ends the server processes of the sessions of this database that wait for a transaction to end.</summary>
    public Task EndWaitingAsync() => RunAsync($"SELECT pg_terminate_backend(pid) {Waiting}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
