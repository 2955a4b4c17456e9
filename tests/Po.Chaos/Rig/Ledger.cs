using Npgsql;

namespace Po.Chaos;

/// <summary>What the database holds: the records, and the rows that handlers have written for them.</summary>
internal sealed class Ledger(string connectionString) : IAsyncDisposable
{
    public const string ApplicationName = "chaos";

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = ApplicationName, MaxPoolSize = 10 }.ConnectionString);

    public Task CreateAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        CREATE TABLE ledger (
          sequence bigint GENERATED ALWAYS AS IDENTITY,
          subscription text COLLATE "C" NOT NULL,
          global_number bigint NOT NULL,
          process text NOT NULL,
          epoch bigint NOT NULL,
          handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT ledger_pkey PRIMARY KEY (subscription, global_number)
        );
        CREATE INDEX ledger_global_number_idx ON ledger (global_number);
        CREATE TABLE effects (
          sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          global_number bigint NOT NULL,
          epoch bigint NOT NULL,
          process text NOT NULL
        );
        CREATE TABLE split (
          sequence bigint GENERATED ALWAYS AS IDENTITY,
          global_number bigint PRIMARY KEY,
          stream text NOT NULL,
          number bigint NOT NULL,
          process text NOT NULL
        );
        """,
        cancellationToken);

    /// <summary>Drops the connections that a restart of the server has cut.</summary>
    public void Reconnect() => _dataSource.Clear();

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _dataSource.OpenConnectionAsync(cancellationToken);

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads one number; a server that is away is waited for.</summary>
    public async Task<long> ReadNumberAsync(string query, CancellationToken cancellationToken) =>
        (await ReadRowsAsync(query, null, cancellationToken))[0][0] is long number ? number : 0;

    /// <summary>Reads one column of text; a server that is away is waited for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="after">Its $1; null if it has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> ReadAsync(string query, long? after, CancellationToken cancellationToken) =>
        [.. (await ReadRowsAsync(query, after, cancellationToken)).Select(row => $"{row[0]}")];

    /// <summary>Reads rows; a server that is away is waited for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="after">Its $1; null if it has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<object[]>> ReadRowsAsync(string query, long? after, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return await ReadOnceAsync(query, after, patience.Token);
            }
            catch (NpgsqlException e) when (e is not PostgresException { SqlState: [not '5', ..] } && !patience.IsCancellationRequested)
            {
                await Task.Delay(Retry, patience.Token);
            }
        }
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private async Task<List<object[]>> ReadOnceAsync(string query, long? after, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(query);
        if (after is { } number)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<object[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
