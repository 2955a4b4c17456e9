namespace Po.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckStreamPage(stream, page);
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var read = await _pages.ReadAsync(
            connection, isolated: true, PageSource.Stream(stream), page, long.MaxValue, cancellationToken).ConfigureAwait(false);
        return read.Records;
    }

    /// <inheritdoc/>
    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckGlobalPage(source, page);
        return _globalReader.ReadAsync(source, page, _readAccess, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken)
    {
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await _pages.FindRecordAsync(connection, isolated: true, id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        AppendRules.CheckStream(stream);
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await _pages.ReadLastNumberAsync(connection, stream, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => _readAccess.ProbeAsync(cancellationToken);
}
