using System.Runtime.InteropServices;

namespace Po.Tests;

// Read models with real transactions in the in-memory store: tables of global numbers, and a pointer to the live one.
internal static class Shelf
{
    private const string Pointer = "pointer";
    private static readonly StreamId Place = new("shelf", "1");

    public static async Task<long[]> ReadLiveAsync(IStore store)
    {
        // In one transaction, as a reader of a database does.
        await using var transaction = await store.BeginAsync(Token);
        return await ReadAsync(transaction, await LiveAsync(transaction));
    }

    public static async Task<string> LiveAsync(ISnapshotStore store) =>
        await store.ReadSnapshotAsync(Place, Pointer, Token) is { } pointer ? System.Text.Encoding.UTF8.GetString(pointer.State.Data.Span) : "v1";

    public static async Task<long[]> ReadAsync(ISnapshotStore store, string table) =>
        await store.ReadSnapshotAsync(Place, table, Token) is { } snapshot ? MemoryMarshal.Cast<byte, long>(snapshot.State.Data.Span).ToArray() : [];

    public static async ValueTask AddAsync(ISubscriptionContext context, Message message)
    {
        var transaction = TransactionOf(context);
        var table = context.Target ?? await LiveAsync(transaction);
        var rows = await ReadAsync(transaction, table);
        await WriteAsync(transaction, table, MemoryMarshal.AsBytes<long>([.. rows, message.GlobalNumber]).ToArray());
    }

    // Fails if the table is there already, as CREATE TABLE does.
    public static async ValueTask PrepareAsync(ISubscriptionContext context)
    {
        var transaction = TransactionOf(context);
        if ((await ReadAsync(transaction, context.Target!)).Length > 0)
        {
            throw new InvalidOperationException($"Table {context.Target} is there already.");
        }

        await WriteAsync(transaction, context.Target!, []);
    }

    public static ValueTask SwitchAsync(ISubscriptionContext context) =>
        WriteAsync(TransactionOf(context), Pointer, System.Text.Encoding.UTF8.GetBytes(context.Target!));

    public static ValueTask ClearAsync(ISubscriptionContext context) => WriteAsync(TransactionOf(context), context.Target!, []);

    private static IStoreTransaction TransactionOf(ISubscriptionContext context) => ((HandlerContext)context).Transaction!;

    private static ValueTask WriteAsync(IStoreTransaction transaction, string name, byte[] data) => transaction.SaveSnapshotAsync(
        new Snapshot { Stream = Place, Name = name, Number = 0, GlobalNumber = 0, State = new SerializedState("rows", data) }, Token);
}
