using Po.Specification;

namespace Po.Postgres.Tests;

// The order of the three statements is what the proof stands on, and no run could show a window of microseconds: so it is looked at.
public sealed class StatementOrderTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private const string LastNumber = "pg_sequence_last_value";
    private const string Markers = "FROM pg_locks";
    private const string Records = "FROM \"public\".po_records\nWHERE";

    [Fact]
    public async Task In_a_transaction_the_last_number_then_the_markers_then_the_records()
    {
        await Store.AppendAsync(Stream, A.Record());

        var executed = await CollectAsync(async store =>
        {
            await using var transaction = await store.BeginAsync(Token);
            (await transaction.ReadGlobalAsync(new StreamId(Group))).Records.Should().ContainSingle();
        });

        var probe = executed.FindIndex(message => message.Contains(LastNumber, StringComparison.Ordinal));
        var read = executed.FindIndex(message => message.Contains(Records, StringComparison.Ordinal));
        probe.Should().BeGreaterThanOrEqualTo(0);
        PlaceOf(executed[probe], LastNumber).Should().BeLessThan(PlaceOf(executed[probe], Markers), "the last number comes before the markers");
        executed[probe].Should().NotContain(Records, "the records have a snapshot of their own");
        read.Should().BeGreaterThan(probe, "the records come after the horizon");
    }

    [Fact]
    public async Task Outside_of_one_the_same_order_in_one_round_trip()
    {
        await Store.AppendAsync(Stream, A.Record());

        var executed = await CollectAsync(async store =>
            (await store.ReadGlobalAsync(new StreamId(Group))).Records.Should().ContainSingle());

        executed.Should().ContainSingle();
        PlaceOf(executed[0], LastNumber).Should().BeLessThan(PlaceOf(executed[0], Markers), "the last number comes before the markers");
        PlaceOf(executed[0], Markers).Should().BeLessThan(PlaceOf(executed[0], Records), "the records come after the horizon");
    }

    private static int PlaceOf(string message, string part)
    {
        message.Should().Contain(part);
        return message.IndexOf(part, StringComparison.Ordinal);
    }

    private async Task<List<string>> CollectAsync(Func<PostgresStore, Task> work)
    {
        using var factory = new CollectingLoggerFactory();
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = Fixture.ConnectionString }, loggerFactory: factory);
        await store.ReadLastNumberAsync(Stream, Token);
        factory.Collector.Clear();
        await work(store);
        return [.. factory.Collector.GetSnapshot()
            .Where(record => record.Category == "Npgsql.Command" && record.Message.Contains("execution completed", StringComparison.Ordinal))
            .Select(record => record.Message.ReplaceLineEndings("\n"))];
    }
}
