namespace Po.Benchmarks;

internal static class Comparisons
{
    public static IReadOnlyList<Comparison> All { get; } =
    [
        new(
            "sqlite-append1-c1",
            "SQLite: append 1 message, 1 caller ÷ prepared INSERT and COMMIT through Microsoft.Data.Sqlite",
            0.8,
            _ => SqliteFixture.AppendAsync(1),
            _ => PlainSqliteAppend.CreateAsync(1)),
        new(
            "sqlite-append1-c32",
            "SQLite: append 1 message, 32 callers ÷ the same INSERT and COMMIT by 32 callers",
            5,
            _ => SqliteFixture.AppendAsync(32),
            _ => PlainSqliteAppend.CreateAsync(32)),
        new(
            "sqlite-catch-up",
            "SQLite: catch-up of a no-op subscription ÷ reading pages of 1,000 rows and deserialising",
            0.6,
            _ => SqliteFixture.CatchUpAsync(),
            PlainSqliteRead.CreateAsync),
        .. PostgresComparisons.All,
        new("memory-append1-c1", "In memory: append 1 message, 1 caller", null, _ => MemoryAppendAsync(1), null),
        new("memory-append1-c32", "In memory: append 1 message, 32 callers", null, _ => MemoryAppendAsync(32), null),
        new(
            "memory-catch-up",
            "In memory: catch-up of a no-op subscription",
            null,
            _ => Task.FromResult<ISide>(new PoCatchUpSide(Memory())),
            null),
    ];

    private static Task<ISide> MemoryAppendAsync(int callers) => Task.FromResult<ISide>(new PoAppendSide(Memory(), callers));

    private static PoFixture Memory() => new(new InMemoryStore(), () => ValueTask.CompletedTask);
}
