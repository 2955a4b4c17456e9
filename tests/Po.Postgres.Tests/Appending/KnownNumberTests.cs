using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

// A store remembers the last numbers of the streams that it appends to. What it remembers must never decide: others append, too, and a
// table can be restored to an earlier day.
public sealed class KnownNumberTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_another_process_has_appended_counts(int records)
    {
        await using var other = await Fixture.OpenAsync();
        await Store.AppendAsync(Stream, A.Records(records));
        await Store.AppendAsync(Stream, A.Records(records));

        (await other.AppendAsync(Stream, A.Records(records))).LastNumber.Should().Be(3 * records);
        (await Store.AppendAsync(Stream, A.Records(records))).LastNumber.Should().Be(4 * records);
        (await other.AppendAsync(Stream, A.Records(records))).LastNumber.Should().Be(5 * records);
        (await Store.AppendAsync(Stream, 5 * records, A.Records(records))).LastNumber.Should().Be(6 * records);
    }

    [Fact]
    public async Task An_expectation_that_is_as_stale_as_what_is_known_conflicts()
    {
        await using var other = await Fixture.OpenAsync();
        await Store.AppendAsync(Stream, A.Record());
        await other.AppendAsync(Stream, A.Record());

        var append = () => Store.AppendAsync(Stream, 1, A.Record()).AsTask();

        (await append.Should().ThrowAsync<WriteConflictException>()).Which.ActualNumber.Should().Be(2);
    }

    [Fact]
    public async Task Two_processes_on_one_stream_leave_no_hole()
    {
        await using var other = await Fixture.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? Store : other).AppendAsync(Stream, A.Record()).AsTask()))
            .WithinLimitAsync("200 appends of two stores to one stream");

        var records = await Store.ReadStreamAsync(Stream, new PageRequest { From = 1, MaxCount = 1_000 }, Token);
        records.Select(record => record.Number).Should().Equal(Enumerable.Range(1, 200).Select(i => (long)i));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_table_that_has_lost_its_records_starts_every_stream_anew(int records)
    {
        await using var session = await OpenSessionAsync();
        await Store.AppendAsync(Stream, A.Records(records));
        await Store.AppendAsync(Stream, A.Records(records));

        await session.RunAsync("ALTER TABLE po_records DISABLE TRIGGER USER; TRUNCATE po_records; ALTER TABLE po_records ENABLE ALWAYS TRIGGER po_mark_append; ALTER TABLE po_records ENABLE ALWAYS TRIGGER po_refuse_change");

        (await Store.AppendAsync(Stream, A.Records(records))).LastNumber.Should().Be(records);
    }

    [Fact]
    public async Task A_connection_is_given_back_without_the_settings_of_an_append()
    {
        var time = new FakeTimeProvider();
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Fixture.ConnectionString)
        {
            MaxPoolSize = 2,
            NoResetOnClose = true,
        }.ConnectionString);
        await using var store = new PostgresStore(dataSource, timeProvider: time);
        await store.AppendAsync(Stream, A.Record());

        await using var occupied = await dataSource.OpenConnectionAsync(Token);
        var waits = dataSource.OpenConnectionAsync(Token).AsTask();
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(AppendLane.RestAfter);
                return new(waits.IsCompleted);
            },
            "the connection of the appends to be given back");

        await using var connection = await waits;
        foreach (var setting in new[] { "enable_seqscan", "plan_cache_mode", "jit", "lock_timeout" })
        {
            await using var command = new NpgsqlCommand($"SELECT setting = reset_val FROM pg_settings WHERE name = '{setting}'", connection);
            (await command.ExecuteScalarAsync(Token)).Should().Be(true, setting);
        }
    }
}
