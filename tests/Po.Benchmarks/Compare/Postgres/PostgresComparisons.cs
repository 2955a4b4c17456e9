namespace Po.Benchmarks;

internal static class PostgresComparisons
{
    public static IReadOnlyList<Comparison> All { get; } =
    [
        Append(1, 0.7),
        Append(2),
        Append(4),
        Append(8),
        Append(16),
        Append(32, 3.5, P99(32)),
        Append(64, 5, P99(64)),
        Append(128),
        new(
            "append1-c32-dedicated",
            "append 1 message, 32 callers ÷ the same INSERT, each caller on a connection of its own",
            null,
            _ => PoPostgresAppend.CreateAsync(32),
            _ => PlainPostgresAppend.DedicatedAsync(32)),
        new(
            "append10-c32",
            "append of 10, 32 callers ÷ INSERT of 10 through unnest",
            0.9,
            _ => PoPostgresAppend.CreateAsync(32, messages: 10),
            _ => PlainPostgresUnnest.CreateAsync(32, 10)),
        new(
            "append1000-c1",
            "append of 1,000, 1 caller ÷ COPY of 1,000",
            null,
            _ => PoPostgresAppend.CreateAsync(1, messages: 1_000),
            _ => PlainPostgresCopy.CreateAsync(1, 1_000)),
        Peer("message-db", "message-db, one category", 8, () => MessageDbAppend.CreateAsync(32)),
        Peer("emmett", "Emmett", 7, () => EmmettAppend.CreateAsync(32)),
        Peer("akka", "Akka.Persistence.Sql", 4, () => AkkaAppend.CreateAsync(32)),
        new(
            "hot-stream-c32",
            "append 1 message to one hot stream without expectation, 32 callers ÷ the pooled INSERT to 32 streams",
            1,
            _ => PoPostgresAppend.CreateAsync(32, oneStream: true),
            _ => PlainPostgresAppend.PooledAsync(32)),
        new(
            "catch-up",
            "catch-up of a no-op subscription ÷ reading pages of 1,000 and deserialising",
            0.7,
            plan => PoPostgresCatchUp.CreateAsync(plan),
            plan => PlainPostgresRead.CreateAsync(plan, deserialize: true)),
        new(
            "catch-up-bytes",
            "the same ÷ reading pages of 1,000 without deserialising",
            null,
            plan => PoPostgresCatchUp.CreateAsync(plan),
            plan => PlainPostgresRead.CreateAsync(plan, deserialize: false)),
        new(
            "ten-subscriptions",
            "time of ten subscriptions of one group ÷ time of one",
            2.5,
            plan => PoPostgresCatchUp.CreateAsync(plan, subscriptions: 10),
            plan => PoPostgresCatchUp.CreateAsync(plan))
        {
            Metric = Metric.P50,
        },
        new(
            "fifty-subscriptions",
            "time of fifty subscriptions on a pool of 10 connections, beside one that always fails ÷ the same without that one",
            1.5,
            plan => PoPostgresCatchUp.CreateAsync(plan, subscriptions: 50, connections: 10, hasFailing: true),
            plan => PoPostgresCatchUp.CreateAsync(plan, subscriptions: 50, connections: 10))
        {
            Metric = Metric.P50,
        },
        new(
            "partitions-8",
            "catch-up with a handler that takes 5 ms, in 8 partitions ÷ in one",
            6,
            _ => PoPostgresPartitions.CreateAsync(8),
            _ => PoPostgresPartitions.CreateAsync(1)),
        new(
            "hydrate-10000-snapshot-500",
            "fold of a stream of 10,000 with a snapshot every 500, 499 newer messages, p50 ÷ the snapshot's row and 500 messages read, deserialised and folded",
            1.5,
            _ => PoPostgresHydrate.CreateAsync(isKept: false),
            _ => PlainPostgresHydrate.CreateAsync())
        {
            Metric = Metric.P50,
        },
        new(
            "hydrate-10000-kept",
            "the same fold with a state that the process has kept ÷ with the stored snapshot",
            0.5,
            _ => PoPostgresHydrate.CreateAsync(isKept: true),
            _ => PoPostgresHydrate.CreateAsync(isKept: false))
        {
            Metric = Metric.P50,
        },
        new(
            "latency-in-process",
            "append → handler in one process at a low rate, p50 ÷ one pooled INSERT and one page read",
            2,
            _ => PoPostgresLatency.CreateAsync(),
            _ => PlainPostgresAppendAndRead.CreateAsync())
        {
            Metric = Metric.P50,
        },
        new(
            "latency-cross-process",
            "append → handler in another process at a low rate, p50 ÷ NOTIFY → notification in another process",
            null,
            _ => PoPostgresCrossLatency.CreateAsync(),
            _ => ListenNotifyAcross.CreateAsync())
        {
            Metric = Metric.P50,
        },
        new(
            "latency-cross-process-raw",
            "the same ÷ NOTIFY → notification inside one process",
            null,
            _ => PoPostgresCrossLatency.CreateAsync(),
            _ => ListenNotify.CreateAsync())
        {
            Metric = Metric.P50,
        },
        new(
            "latency-cross-process-round-trip",
            "the same ÷ NOTIFY → notification in another process → NOTIFY → notification here",
            null,
            _ => PoPostgresCrossLatency.CreateAsync(),
            _ => ListenNotifyThereAndBack.CreateAsync())
        {
            Metric = Metric.P50,
        },
        new(
            "latency-cross-process-plain",
            "the same ÷ INSERT, NOTIFY after its commit, and reading the page in another process",
            2,
            _ => PoPostgresCrossLatency.CreateAsync(),
            _ => PlainPostgresNotifyAndRead.CreateAsync())
        {
            Metric = Metric.P50,
        },
        new("idle-statements", "an idle process with 20 subscriptions", 2, plan => PoPostgresIdle.CreateAsync(plan, 20), null)
        {
            Metric = Metric.Statements,
            Also = [new Claim("idle-connections", "the same", 2, Metric.Connections)],
        },
        Growth("append", "append by 32 callers", 0.8, 100, records => GrowthAppend.CreateAsync(records), GrowthAppendAnewAsync),
        Growth("append-1m", "append by 32 callers", null, 10, records => GrowthAppend.CreateAsync(records), GrowthAppendAnewAsync),
        Growth("read-stream", "reading streams of 10 by 8 callers", null, 100, GrowthReadStream.CreateAsync),
        Growth("read-stream-1m", "reading streams of 10 by 8 callers", null, 10, GrowthReadStream.CreateAsync),
        Growth("catch-up", "catch-up of a group of 1,000", null, 100, GrowthCatchUp.CreateAsync),
        Growth("catch-up-1m", "catch-up of a group of 1,000", null, 10, GrowthCatchUp.CreateAsync),
    ];

    private static Comparison Append(int callers, double? must = null, params Claim[] also) => new(
        $"append1-c{callers}",
        $"append 1 message, {callers} {(callers == 1 ? "caller" : "callers")}, distinct streams of one group ÷ prepared INSERT, pooled",
        must,
        _ => PoPostgresAppend.CreateAsync(callers),
        _ => PlainPostgresAppend.PooledAsync(callers))
    {
        Also = also,
    };

    private static Claim P99(int callers) =>
        new($"p99-c{callers}", $"p99 latency of append1-c{callers} ÷ of the INSERT", 1, Metric.P99);

    private static Comparison Peer(string name, string title, double must, Func<Task<ISide>> create) => new(
        $"append1-c32-{name}",
        $"append 1 message, 32 callers ÷ {title}",
        must,
        _ => PoPostgresAppend.CreateAsync(32),
        _ => create());

    // With the default of 100,000 records: a store of 1 million or of 10 million against one of 10 thousand.
    private static Comparison Growth(
        string name,
        string work,
        double? must,
        int times,
        Func<long, Task<ISide>> create,
        Func<long, Task<ISide>>? createSmall = null) => new(
        $"growth-{name}",
        $"{work} at {times / 10.0:0} million records ÷ at 10 thousand",
        must,
        plan => create((long)plan.Records * times),
        plan => (createSmall ?? create)(plan.Records / 10));

    private static Task<ISide> GrowthAppendAnewAsync(long records) => GrowthAppend.CreateAsync(records, anew: true);
}
