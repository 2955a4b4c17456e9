using Npgsql;

namespace Po.Postgres;

// Reads by global numbers, never beyond the horizon. The horizon comes first, the page after it in a statement of its own.
internal sealed class GlobalReader(PageReader pages)
{
    /// <summary>Reads a page.</summary>
    /// <param name="source">A stream, a group or everything.</param>
    /// <param name="page">Which part.</param>
    /// <param name="access">Where the horizon and a connection come from; together with the horizon there is never a second one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<RecordPage> ReadAsync(
        StreamId source, PageRequest page, IReadAccess access, CancellationToken cancellationToken)
    {
        var known = access.KnownHorizon;
        var isForward = page.Direction is ReadDirection.Forward;
        var read = new Page([], 0, false);
        if (isForward && page.From <= known)
        {
            // What is at or below a horizon is final: no need to ask again as long as that fills the page.
            read = await ReadAsync(access, source, page, known, cancellationToken).ConfigureAwait(false);
            if (read.IsFull)
            {
                return Describe(read, page, known);
            }
        }

        var rest = page with
        {
            From = isForward ? Math.Max(page.From, known + 1) : page.From,
            MaxCount = page.MaxCount - read.Records.Count,
            MaxBytes = (int)(page.MaxBytes - read.Bytes),
        };
        var mayShareRoundTrip = isForward && !PageSource.Of(source, page).IsFiltered;
        var (more, horizon) = mayShareRoundTrip && access.TryTakeTurn() is { } turn
            ? await ReadInTurnAsync(access, source, rest, turn, cancellationToken).ConfigureAwait(false)
            : await ProbeAndReadAsync(access, source, rest, cancellationToken).ConfigureAwait(false);
        read.Records.AddRange(more.Records);
        return Describe(more with { Records = read.Records }, page, horizon);
    }

    private async ValueTask<(Page Page, long Horizon)> ReadInTurnAsync(
        IReadAccess access, StreamId source, PageRequest page, HorizonProbe.Turn turn, CancellationToken cancellationToken)
    {
        using (turn)
        {
            var lease = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = lease.ConfigureAwait(false);
            var (at, from) = await FindAsync(lease.Connection, source, page, long.MaxValue, cancellationToken).ConfigureAwait(false);
            return await pages.ReadWithinHorizonAsync(lease.Connection, at, page with { From = from }, turn, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<(Page Page, long Horizon)> ProbeAndReadAsync(
        IReadAccess access, StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        var horizon = await access.ProbeAsync(cancellationToken).ConfigureAwait(false);
        var mayHold = page.Direction is ReadDirection.Forward ? page.From <= horizon : horizon > 0;
        return (
            mayHold ? await ReadAsync(access, source, page, horizon, cancellationToken).ConfigureAwait(false) : new([], 0, false),
            horizon);
    }

    private async ValueTask<Page> ReadAsync(
        IReadAccess access, StreamId source, PageRequest page, long upTo, CancellationToken cancellationToken)
    {
        var lease = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        var (at, from) = await FindAsync(lease.Connection, source, page, upTo, cancellationToken).ConfigureAwait(false);
        return await pages.ReadAsync(
            lease.Connection, lease.IsIsolated, at, page with { From = from }, upTo, cancellationToken).ConfigureAwait(false);
    }

    // A stream is read along its numbers, which rise together with its global numbers.
    private async ValueTask<(PageSource Source, long From)> FindAsync(
        NpgsqlConnection connection, StreamId source, PageRequest page, long upTo, CancellationToken cancellationToken)
    {
        var what = PageSource.Of(source, page);
        var from = page.From;
        if (what.IsStream)
        {
            if (page.Direction is ReadDirection.Backward)
            {
                from = await pages.FindNumberAsync(connection, what.Name, Math.Min(from, upTo) + 1, cancellationToken).ConfigureAwait(false) - 1;
            }
            else if (from > 1)
            {
                from = await pages.FindNumberAsync(connection, what.Name, from, cancellationToken).ConfigureAwait(false);
            }
        }

        return (what, from);
    }

    /// <summary>A page as it is told to whoever has asked for it.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="page">What was asked for.</param>
    /// <param name="horizon">Up to where it was read.</param>
    public static RecordPage Describe(Page read, PageRequest page, long horizon) => new()
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
