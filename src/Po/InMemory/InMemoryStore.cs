using System.Data.Common;

namespace Po;

/// <summary>Keeps everything in the memory of this process: for tests and first steps, and the reference for every other store.</summary>
/// <remarks>
/// <para>Complete but for durability: nothing outlives the process. Thread safe.</para>
/// <para>It has one writer, as SQLite has: a transaction is the writer from its first append until it ends, and the appends of
/// others wait for it without blocking a thread. Reads, positions and snapshots never wait.</para>
/// </remarks>
public sealed partial class InMemoryStore : IStore
{
    // Read before the gate, never inside: a clock of tests may wake others when it is read, and they come here, too.
    private readonly TimeProvider _time;

    private readonly Lock _gate = new();
    private readonly InMemoryLog _log = new();
    private readonly Dictionary<string, SubscriptionRow> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Transaction> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private readonly List<AuditEntry> _audit = [];
    private readonly Dictionary<(StreamId Stream, string Name), Snapshot> _snapshots = [];

    // Only the writer appends, so what it has not committed is always the end of the log, and rolling back is cutting it off.
    private Transaction? _writer;
    private int _horizon;

    /// <summary>Makes an empty store.</summary>
    /// <param name="timeProvider">The clock of the store; the system's if null.</param>
    public InMemoryStore(TimeProvider? timeProvider = null) => _time = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    public StoreCapabilities Capabilities => StoreCapabilities.MultipleStreams;

    /// <inheritdoc/>
    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) => new(new Transaction(this));

    /// <inheritdoc/>
    /// <returns>False: memory is never away.</returns>
    public bool IsTransient(Exception exception) => false;

    /// <inheritdoc/>
    /// <exception cref="TransactionRefusedException">Always: there is no database.</exception>
    public IJoinedTransaction Join(DbTransaction transaction) => throw new TransactionRefusedException(
        "The in-memory store has no database, so it cannot append in a transaction of one. Use a store that keeps its records in the database "
        + "of the transaction, or append after the transaction.");

    /// <inheritdoc/>
    /// <exception cref="TransactionRefusedException">Always: what is in memory cannot be rolled back with other things.</exception>
    public IJoinedTransaction Join(System.Transactions.Transaction transaction) => throw RefuseAmbient();

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        System.Transactions.Transaction.Current is null
            ? AppendAsync(request, null, cancellationToken)
            : ValueTask.FromException<AppendResult>(RefuseAmbient());

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        CheckStream(stream, page);
        lock (_gate)
        {
            return new(_log.ReadStream(stream, page, _horizon));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        CheckSource(source, page);
        lock (_gate)
        {
            return new(_log.ReadGlobal(source, page, _horizon));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_log.Find(id, _horizon));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        Check(stream);
        lock (_gate)
        {
            return new(_log.LastNumber(stream, _horizon));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_horizon);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        Check(stream);
        lock (_gate)
        {
            return new(_snapshots.GetValueOrDefault((stream, name)));
        }
    }

    /// <inheritdoc/>
    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var change = SnapshotChange.Save(snapshot);
        lock (_gate)
        {
            Apply(change);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        var change = SnapshotChange.Delete(stream, name);
        lock (_gate)
        {
            Apply(change);
            return ValueTask.CompletedTask;
        }
    }

    private async ValueTask<AppendResult> AppendAsync(
        AppendRequest request, Transaction? transaction, CancellationToken cancellationToken)
    {
        Check(request);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task writerEnds;
            lock (_gate)
            {
                transaction?.ThrowIfEnded();
                if (_writer is null || _writer == transaction)
                {
                    var result = _log.Append(request);
                    _writer = transaction;
                    _horizon = transaction is null ? _log.Count : _horizon;
                    return result;
                }

                writerEnds = _writer.Ended;
            }

            await writerEnds.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TransactionRefusedException RefuseAmbient() => new(
        "The in-memory store takes part in no ambient transaction (TransactionScope): what is appended could not be rolled back with it. "
        + "Append after the scope, or inside a TransactionScope with TransactionScopeOption.Suppress.");

    private void Apply(SnapshotChange change)
    {
        if (change.On(_snapshots.GetValueOrDefault(change.Key)) is { } snapshot)
        {
            _snapshots[change.Key] = snapshot;
        }
        else
        {
            _snapshots.Remove(change.Key);
        }
    }

    private static void Check(AppendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request.Stream);
        if (request.Stream.IsAll)
        {
            throw new ArgumentException("StreamId.All is every group: append to one stream.", nameof(request));
        }

        if (request.Records.Count == 0)
        {
            throw new ArgumentException("An append needs at least one record.", nameof(request));
        }
    }

    private static void CheckStream(StreamId stream, PageRequest page)
    {
        CheckLimits(stream, page);
        page.RefuseFilter();
    }

    private static void CheckSource(StreamId source, PageRequest page)
    {
        CheckLimits(source, page);
        page.CheckFilter(source);
    }

    private static void CheckLimits(StreamId stream, PageRequest page)
    {
        Check(stream);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.MaxCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.MaxBytes, 1);
    }

    private static void Check(StreamId stream)
    {
        if (stream.IsDefault)
        {
            throw new ArgumentException("default(StreamId) names no stream.", nameof(stream));
        }
    }
}
