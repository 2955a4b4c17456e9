using Npgsql;

namespace Po.Postgres;

// Reads by global numbers, never beyond the horizon. The horizon comes first, the page after it in a statement of its own.
internal sealed class GlobalReader(PageReader pages)
{
    /// <summary>Reads a page.</summary>
    /// <param name="source">A stream, a group or everything.</param>
    /// <param name="page">Which part.</param>
    /// <param name="known">A horizon that is known already.</param>
    /// <param name="probe">Asks for the horizon as of now.</param>
    /// <param name="open">Opens a connection, or returns the one of a transaction; together with the horizon there is never a second one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<RecordPage> ReadAsync(
        StreamId source,
        PageRequest page,
        long known,
        Func<CancellationToken, ValueTask<long>> probe,
        Func<CancellationToken, ValueTask<Lease>> open,
        CancellationToken cancellationToken)
    {
        var isForward = page.Direction is ReadDirection.Forward;
        var read = new Page([], 0, false);
        if (isForward && page.From <= known)
        {
            // What is at or below a horizon is final: no need to ask again as long as that fills the page.
            read = await ReadAsync(open, source, page, known, cancellationToken).ConfigureAwait(false);
            if (read.IsFull)
            {
                return Describe(read, page, known);
            }
        }

        var horizon = await probe(cancellationToken).ConfigureAwait(false);
        var from = isForward ? Math.Max(page.From, Math.Min(known, horizon) + 1) : page.From;
        if (isForward ? from <= horizon : horizon > 0)
        {
            var rest = page with
            {
                From = from,
                MaxCount = page.MaxCount - read.Records.Count,
                MaxBytes = (int)(page.MaxBytes - read.Bytes),
            };
            var more = await ReadAsync(open, source, rest, horizon, cancellationToken).ConfigureAwait(false);
            read.Records.AddRange(more.Records);
            read = more with { Records = read.Records };
        }

        return Describe(read, page, horizon);
    }

    private async ValueTask<Page> ReadAsync(
        Func<CancellationToken, ValueTask<Lease>> open,
        StreamId source,
        PageRequest page,
        long upTo,
        CancellationToken cancellationToken)
    {
        var lease = await open(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        var what = PageSource.Of(source, page);
        if (what.IsStream)
        {
            // A stream is read along its numbers, which rise together with its global numbers.
            var from = page.Direction is ReadDirection.Forward ? page.From : Math.Min(page.From, upTo);
            if (page.Direction is ReadDirection.Backward)
            {
                from = await pages.FindNumberAsync(lease.Connection, what.Name, from + 1, cancellationToken).ConfigureAwait(false) - 1;
            }
            else if (from > 1)
            {
                from = await pages.FindNumberAsync(lease.Connection, what.Name, from, cancellationToken).ConfigureAwait(false);
            }

            page = page with { From = from };
        }

        return await pages.ReadAsync(
            lease.Connection, lease.IsIsolated, what, page, upTo, cancellationToken).ConfigureAwait(false);
    }

    private static RecordPage Describe(Page read, PageRequest page, long horizon) => new()
    {
        Records = read.Records,
        HasMore = read.IsFull,
        Position = read.IsFull ? read.Records[^1].GlobalNumber : Math.Max(horizon, page.From - 1),
        Horizon = horizon,
    };

    /// <summary>A connection for one read.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isIsolated">Whether it is this read's alone; otherwise it belongs to a transaction and stays open.</param>
    internal readonly struct Lease(NpgsqlConnection connection, bool isIsolated) : IAsyncDisposable
    {
        public NpgsqlConnection Connection { get; } = connection;

        public bool IsIsolated { get; } = isIsolated;

        public ValueTask DisposeAsync() => IsIsolated ? Connection.DisposeAsync() : ValueTask.CompletedTask;
    }
}
