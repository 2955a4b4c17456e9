using Po.Specification;

namespace Po.Postgres.Tests;

// The order of the three statements is what the proof stands on, and no run could show a window of microseconds: so it is looked at.
public sealed class StatementOrderTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private const string LastNumber = "pg_sequence_last_value";
    private const string Markers = "FROM pg_locks";
    private const string Records = "FROM \"public\".po_records\nWHERE";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_number_then_the_markers_then_in_a_statement_of_its_own_the_records(bool inTransaction)
    {
        using var factory = new CollectingLoggerFactory();
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = Fixture.ConnectionString }, loggerFactory: factory);
        await store.AppendAsync(Stream, A.Record());
        await using var transaction = await store.BeginAsync(Token);
        IRecordReader reader = inTransaction ? transaction : store;
        factory.Collector.Clear();

        (await reader.ReadGlobalAsync(new StreamId(Group))).Records.Should().ContainSingle();

        var executed = factory.Collector.GetSnapshot()
            .Where(record => record.Category == "Npgsql.Command" && record.Message.Contains("execution completed", StringComparison.Ordinal))
            .Select(record => record.Message.ReplaceLineEndings("\n"))
            .ToList();
        var probe = executed.FindIndex(message => message.Contains(LastNumber, StringComparison.Ordinal));
        var read = executed.FindIndex(message => message.Contains(Records, StringComparison.Ordinal));
        probe.Should().BeGreaterThanOrEqualTo(0);
        executed[probe].IndexOf(LastNumber, StringComparison.Ordinal)
            .Should().BeLessThan(executed[probe].IndexOf(Markers, StringComparison.Ordinal), "the last number comes before the markers");
        executed[probe].Should().NotContain(Records, "the records have a snapshot of their own");
        read.Should().BeGreaterThan(probe, "the records come after the horizon");
    }
}
