using System.Text;

namespace Po.Specification;

/// <summary>The calls that tests make again and again, in one word, each with the token of the running test; an append has a limit, so that a lock-up fails its test.</summary>
public static class StoreSteps
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Appends without expecting anything.</summary>
    /// <param name="writer">The store or transaction.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="records">The records.</param>
    public static ValueTask<AppendResult> AppendAsync(this IRecordWriter writer, StreamId stream, params NewRecord[] records) =>
        writer.AppendAsync(stream, ExpectedNumber.Any, records);

    /// <summary>Appends on top of what is expected.</summary>
    /// <param name="writer">The store or transaction.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">What is expected of it.</param>
    /// <param name="records">The records.</param>
    public static ValueTask<AppendResult> AppendAsync(
        this IRecordWriter writer, StreamId stream, ExpectedNumber expected, params NewRecord[] records) =>
        new(writer.AppendAsync(A.Append(stream, records) with { Expected = expected }, Token).AsTask()
            .WithinLimitAsync($"an append to {stream}"));

    /// <summary>Reads one page of a stream.</summary>
    /// <param name="reader">The store or transaction.</param>
    /// <param name="stream">The exact stream.</param>
    /// <param name="page">Which part; the first page by default.</param>
    public static ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        this IRecordReader reader, StreamId stream, PageRequest? page = null) =>
        reader.ReadStreamAsync(stream, page ?? new PageRequest(), Token);

    /// <summary>Reads one page by global numbers.</summary>
    /// <param name="reader">The store or transaction.</param>
    /// <param name="source">A stream, a group or all.</param>
    /// <param name="page">Which part; the first page by default.</param>
    public static ValueTask<RecordPage> ReadGlobalAsync(this IRecordReader reader, StreamId source, PageRequest? page = null) =>
        reader.ReadGlobalAsync(source, page ?? new PageRequest(), Token);

    /// <summary>The number of the last record of a stream.</summary>
    /// <param name="reader">The store or transaction.</param>
    /// <param name="stream">The exact stream.</param>
    public static ValueTask<long> ReadLastNumberAsync(this IRecordReader reader, StreamId stream) =>
        reader.ReadLastNumberAsync(stream, Token);

    /// <summary>Reads everything forward by global numbers, page by page as a subscription does, once the horizon is there.</summary>
    /// <param name="reader">The store or transaction.</param>
    /// <param name="source">A stream, a group or all.</param>
    /// <param name="upTo">The global number that the horizon has to reach first.</param>
    /// <param name="from">The global number to start at.</param>
    /// <param name="pageSize">The most records of a page.</param>
    public static async ValueTask<List<Record>> ReadToAsync(
        this IRecordReader reader, StreamId source, long upTo, long from = 1, int pageSize = 1_000)
    {
        await reader.HorizonReachesAsync(upTo);
        var records = new List<Record>();
        while (true)
        {
            var page = await reader.ReadGlobalAsync(source, new PageRequest { From = from, MaxCount = pageSize });
            records.AddRange(page.Records);
            from = page.Position + 1;
            if (!page.HasMore)
            {
                return records;
            }
        }
    }

    /// <summary>Waits until the horizon is at a global number; an unrelated open transaction may hold it back for a while.</summary>
    /// <param name="reader">The store or transaction.</param>
    /// <param name="globalNumber">The global number.</param>
    public static Task HorizonReachesAsync(this IRecordReader reader, long globalNumber) => Eventually.IsTrueAsync(
        async () => await reader.ReadHorizonAsync(Token) >= globalNumber, $"the horizon to reach {globalNumber}");

    /// <summary>Locks a position that must be free, moves it and commits.</summary>
    /// <param name="store">The store.</param>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="position">Where to move it.</param>
    public static async Task MovePositionAsync(this IStore store, string subscriptionId, long position)
    {
        await using var transaction = await store.BeginAsync(Token);
        (await transaction.TryLockPositionAsync(subscriptionId, Token)).Should().NotBeNull("nobody else has locked it");
        await transaction.SetPositionAsync(position, Token);
        await transaction.CommitAsync();
    }

    /// <summary>Locks a position that must be free, and does something with its subscription in the same transaction.</summary>
    /// <param name="store">The store.</param>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="work">What to do.</param>
    /// <param name="commit">Whether to commit; otherwise it is rolled back.</param>
    public static async Task HoldAsync(
        this IStore store, string subscriptionId, Func<IStoreTransaction, Task> work, bool commit = true)
    {
        await using var transaction = await store.BeginAsync(Token);
        (await transaction.TryLockPositionAsync(subscriptionId, Token)).Should().NotBeNull("nobody else has locked it");
        await work(transaction);
        if (commit)
        {
            await transaction.CommitAsync();
        }
    }

    /// <summary>Locks a position that must be free, and says what is stored about its subscription; rolled back.</summary>
    /// <param name="store">The store.</param>
    /// <param name="subscriptionId">The subscription.</param>
    public static async Task<StoredSubscription> LookAsync(this IStore store, string subscriptionId)
    {
        StoredSubscription? seen = null;
        await store.HoldAsync(
            subscriptionId,
            transaction =>
            {
                seen = transaction.LockedSubscription;
                return Task.CompletedTask;
            },
            commit: false);
        return seen!;
    }

    /// <summary>
    /// Runs a transaction as a worker does: from the start again if the store calls its failure transient, as of the victim that a
    /// database takes when transactions and appends lock the same streams in opposite orders.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="work">What to do inside.</param>
    /// <param name="commit">Whether to commit; otherwise it is rolled back.</param>
    public static async Task TransactAsync(this IStore store, Func<IStoreTransaction, Task> work, bool commit = true)
    {
        while (true)
        {
            try
            {
                await using var transaction = await store.BeginAsync(Token);
                await work(transaction);
                if (commit)
                {
                    await transaction.CommitAsync();
                }

                return;
            }
            catch (Exception e) when (store.IsTransient(e))
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>The data as text.</summary>
    /// <param name="record">The record.</param>
    public static string Text(this Record record) => Encoding.UTF8.GetString(record.Data.Span);

    /// <summary>The ids, in order.</summary>
    /// <param name="records">The records.</param>
    public static IEnumerable<Guid> Ids(this IEnumerable<Record> records) => records.Select(record => record.Id);

    /// <summary>The ids, in order.</summary>
    /// <param name="records">The records.</param>
    public static IEnumerable<Guid> Ids(this IEnumerable<NewRecord> records) => records.Select(record => record.Id);

    /// <summary>The numbers, in order.</summary>
    /// <param name="records">The records.</param>
    public static IEnumerable<long> Numbers(this IEnumerable<Record> records) => records.Select(record => record.Number);

    /// <summary>The numbers 1 to n.</summary>
    /// <param name="count">How many.</param>
    public static IEnumerable<long> OneTo(int count) => Enumerable.Range(1, count).Select(number => (long)number);
}
