using System.Transactions;

namespace Po.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    /// <remarks>
    /// Until the append is taken into a batch it can be given up; from then on the true outcome is reported, which takes one commit.
    /// Room for 1,024 writes that wait is kept; more of them wait to be let in.
    /// </remarks>
    /// <exception cref="WriteConflictException">The stream is not what was expected.</exception>
    /// <exception cref="DuplicateMessageIdException">An id is stored already, and the append is not a repetition.</exception>
    /// <exception cref="TransactionRefusedException">There is an ambient transaction.</exception>
    /// <exception cref="StoreBusyException">Another process, or a transaction of this one, has kept the file locked for too long.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be written; the message says why.</exception>
    public async ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        if (Transaction.Current is not null)
        {
            throw RefuseAmbient();
        }

        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await _writes.WriteAsync(
            request,
            request.Records.Count,
            static (connection, request) => connection.Writer.Append(request),
            cancellationToken).ConfigureAwait(false);
    }

    internal static void Check(AppendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request.Stream);
        if (request.Stream.IsAll)
        {
            throw new ArgumentException("StreamId.All is every group: append to one stream.", nameof(request));
        }

        if (request.Records is not { Count: > 0 })
        {
            throw new ArgumentException("An append needs at least one record.", nameof(request));
        }
    }

    internal static void Check(StreamId stream)
    {
        if (stream.IsDefault)
        {
            throw new ArgumentException("default(StreamId) names no stream.", nameof(stream));
        }
    }
}
