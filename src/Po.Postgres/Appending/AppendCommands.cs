using System.Data;
using Npgsql;

namespace Po.Postgres;

// The statements of an append on a connection that is kept for them: its settings are made once, the commands are filled anew each time.
internal sealed class AppendCommands : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgresSql _sql;
    private readonly NpgsqlCommand _one;
    private readonly NpgsqlCommand _many;
    private readonly AppendOneParameters _values = new();
    private readonly AppendParameters _arrays = new();

    private AppendCommands(NpgsqlConnection connection, PostgresSql sql)
    {
        _connection = connection;
        _sql = sql;
        _one = new NpgsqlCommand(sql.AppendOne, connection);
        _many = new NpgsqlCommand(sql.Append, connection);
        _values.AddTo(_one.Parameters);
        _arrays.AddTo(_many.Parameters);
    }

    /// <summary>The life of the store that the connection has found.</summary>
    public StoreLife Life { get; private set; }

    public static async ValueTask<AppendCommands> CreateAsync(
        NpgsqlConnection connection, PostgresSql sql, bool prepare, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var commands = new AppendCommands(connection, sql);
        var settings = PostgresCommand.Create(connection, sql.AppendSession, PostgresParameter.Timeout(lockTimeout));
        await using (settings.ConfigureAwait(false))
        {
            var reader = await settings.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = reader.ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            commands.Life = new StoreLife(reader.GetFieldValue<uint>(0), reader.GetDateTime(1));
        }

        if (prepare)
        {
            await commands._one.PrepareAsync(cancellationToken).ConfigureAwait(false);
            await commands._many.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        return commands;
    }

    /// <summary>Appends in one statement, committed before this returns.</summary>
    /// <param name="items">The appends, ordered by stream; one that expects a number is the only one to its stream.</param>
    /// <param name="cancellationToken">Asks the server to give up, which it does wholly or not at all.</param>
    /// <returns>What became of each append.</returns>
    public async ValueTask<AppendOutcome[]> ExecuteAsync(AppendItem[] items, CancellationToken cancellationToken)
    {
        var command = Fill(items);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        return await AppendOutcome.ReadAsync(reader, items, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Undoes the settings, if the connection still stands, so that it can be given back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync().ConfigureAwait(false);
        await _many.DisposeAsync().ConfigureAwait(false);
        if (_connection.FullState != ConnectionState.Open)
        {
            return;
        }

        try
        {
            var reset = new NpgsqlCommand(_sql.ResetAppendSession, _connection);
            await using var _ = reset.ConfigureAwait(false);
            await reset.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The connection is broken, so nobody gets it.
        }
    }

    private NpgsqlCommand Fill(AppendItem[] items)
    {
        if (items is [{ Request.Records.Count: 1 } item])
        {
            _values.Set(item, Life);
            return _one;
        }

        _arrays.Set(items, Life);
        return _many;
    }
}
