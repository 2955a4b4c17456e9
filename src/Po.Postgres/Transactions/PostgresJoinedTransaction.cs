using Npgsql;

namespace Po.Postgres;

// Appends and reads in a transaction that the application begins and ends.
internal sealed class PostgresJoinedTransaction(TransactionParts parts, ITransactionConnection transaction) : IJoinedTransaction
{
    public async ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendRules.Check(request);
        var lease = await transaction.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        var appended = await parts.Records
            .AppendAsync(lease.Connection, request, null, transaction.SeesOneMoment, cancellationToken).ConfigureAwait(false);
        transaction.Appended();
        return appended;
    }

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckStreamPage(stream, page);
        return ReadAsync(
            store => store.ReadStreamAsync(stream, page, cancellationToken),
            connection => parts.Records.ReadStreamAsync(connection, stream, page, cancellationToken),
            cancellationToken);
    }

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckGlobalPage(source, page);
        return ReadAsync(
            store => store.ReadGlobalAsync(source, page, cancellationToken),
            connection => parts.Records.ReadGlobalAsync(connection, source, page, cancellationToken),
            cancellationToken);
    }

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) => ReadAsync(
        store => store.FindRecordAsync(id, cancellationToken),
        connection => parts.Pages.FindRecordAsync(connection, isolated: false, id, cancellationToken),
        cancellationToken);

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        AppendRules.CheckStream(stream);
        return ReadAsync(
            store => store.ReadLastNumberAsync(stream, cancellationToken),
            connection => parts.Pages.ReadLastNumberAsync(connection, stream, cancellationToken),
            cancellationToken);
    }

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => ReadAsync(
        store => store.ReadHorizonAsync(cancellationToken),
        connection => parts.Records.ReadHorizonAsync(connection, cancellationToken),
        cancellationToken);

    private async ValueTask<T> ReadAsync<T>(
        Func<IRecordReader, ValueTask<T>> beside, Func<NpgsqlConnection, ValueTask<T>> inside, CancellationToken cancellationToken)
    {
        if (transaction.Beside is { } store)
        {
            return await beside(store).ConfigureAwait(false);
        }

        var lease = await transaction.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        return await inside(lease.Connection).ConfigureAwait(false);
    }
}
