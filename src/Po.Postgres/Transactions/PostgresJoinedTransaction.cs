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

    public async ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckPage(stream, page);
        if (transaction.Beside is { } store)
        {
            return await store.ReadStreamAsync(stream, page, cancellationToken).ConfigureAwait(false);
        }

        var lease = await transaction.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        return await parts.Records.ReadStreamAsync(lease.Connection, stream, page, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckPage(source, page);
        if (transaction.Beside is { } store)
        {
            return await store.ReadGlobalAsync(source, page, cancellationToken).ConfigureAwait(false);
        }

        var lease = await transaction.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        return await parts.Records.ReadGlobalAsync(lease.Connection, source, page, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        AppendRules.CheckStream(stream);
        if (transaction.Beside is { } store)
        {
            return await store.ReadLastNumberAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        var lease = await transaction.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        return await parts.Pages.ReadLastNumberAsync(lease.Connection, stream, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken)
    {
        if (transaction.Beside is { } store)
        {
            return await store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        }

        var lease = await transaction.TakeAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        return await parts.Records.ReadHorizonAsync(lease.Connection, cancellationToken).ConfigureAwait(false);
    }
}
