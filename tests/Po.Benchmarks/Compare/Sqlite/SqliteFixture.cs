using Po.Sqlite;

namespace Po.Benchmarks;

internal static class SqliteFixture
{
    public static async Task<ISide> AppendAsync(int callers) => new PoAppendSide(await CreateAsync(), callers);

    public static async Task<ISide> CatchUpAsync() => new PoCatchUpSide(await CreateAsync());

    private static async Task<PoFixture> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("po-bench-");
        var store = new SqliteStore(new SqliteStoreOptions { Database = Path.Combine(folder.FullName, "po.db") });
        await store.InitializeAsync(CancellationToken.None);
        return new PoFixture(store, async () =>
        {
            await store.DisposeAsync();
            folder.Delete(recursive: true);
        });
    }
}
