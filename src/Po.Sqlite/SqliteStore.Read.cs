namespace Po.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        CheckStream(stream, page);
        return await ReadAsync((stream, page), ReadStream, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>All of a page is of one moment. The horizon is the last committed global number.</remarks>
    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        CheckSource(source, page);
        return ReadAsync((source, page), ReadGlobal, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) => ReadAsync(id, FindRecord, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        Check(stream);
        return ReadAsync(stream, ReadLastNumber, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => ReadAsync(0, ReadHorizon, cancellationToken);

    internal static void CheckStream(StreamId stream, PageRequest page)
    {
        CheckLimits(stream, page);
        page.RefuseFilter();
    }

    internal static void CheckSource(StreamId source, PageRequest page)
    {
        CheckLimits(source, page);
        page.CheckFilter(source);
    }

    private static void CheckLimits(StreamId stream, PageRequest page)
    {
        Check(stream);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.MaxCount, 1, nameof(page));
        ArgumentOutOfRangeException.ThrowIfLessThan(page.MaxBytes, 1, nameof(page));
    }

    internal async ValueTask<T> ReadAsync<TArgument, T>(
        TArgument argument, Func<StoreConnection, TArgument, CancellationToken, T> read, CancellationToken cancellationToken)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await _reads.ReadAsync(argument, read, cancellationToken).ConfigureAwait(false);
    }

    internal static IReadOnlyList<Record> ReadStream(
        StoreConnection connection, (StreamId Stream, PageRequest Page) read, CancellationToken cancellationToken) =>
        connection.Records.ReadStream(read.Stream, read.Page, cancellationToken);

    // Several statements, so a transaction holds them to one snapshot. One that fails is ended by closing the connection.
    internal static RecordPage ReadGlobal(
        StoreConnection connection, (StreamId Source, PageRequest Page) read, CancellationToken cancellationToken)
    {
        if (connection.IsInTransaction)
        {
            return connection.Records.ReadGlobal(read.Source, read.Page, cancellationToken);
        }

        connection.BeginRead();
        var page = connection.Records.ReadGlobal(read.Source, read.Page, cancellationToken);
        connection.Commit();
        return page;
    }

    internal static Record? FindRecord(StoreConnection connection, Guid id, CancellationToken cancellationToken) =>
        connection.Records.Find(id);

    internal static long ReadLastNumber(StoreConnection connection, StreamId stream, CancellationToken cancellationToken) =>
        connection.Records.ReadLastNumber(stream);

    internal static long ReadHorizon(StoreConnection connection, int nothing, CancellationToken cancellationToken) =>
        connection.Records.ReadHorizon();
}
