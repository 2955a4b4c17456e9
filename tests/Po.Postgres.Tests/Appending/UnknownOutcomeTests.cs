using System.Text;
using Po.Postgres.Server;
using Po.Specification;

namespace Po.Postgres.Tests;

// The line breaks while an append is under way: stored or not is found out by message ids, and nothing is stored twice.
public class UnknownOutcomeTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_append_whose_answer_is_lost_is_stored_once_and_succeeds(bool expects)
    {
        await using var proxy = new PostgresProxy(Fixture.StoreConnectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = proxy.ConnectionString });
        await store.AppendAsync(Stream, A.Record());
        var records = A.Records(3);
        proxy.LoseAnswerTo(Holds(records[0]));

        var result = await store.AppendAsync(Stream, expects ? 1 : ExpectedNumber.Any, records);

        proxy.Lost.Should().Be(1);
        result.FirstNumber.Should().Be(2);
        (await Store.ReadStreamAsync(Stream)).Ids().Skip(1).Should().Equal(records.Ids());
    }

    [Fact]
    public async Task An_append_whose_answer_is_lost_and_that_conflicts_is_a_conflict()
    {
        await using var proxy = new PostgresProxy(Fixture.StoreConnectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = proxy.ConnectionString });
        await store.AppendAsync(Stream, A.Record());
        var record = A.Record("a conflict with a mark");
        proxy.LoseAnswerTo(bytes => Contains(bytes, "a conflict with a mark"));

        var append = async () => await store.AppendAsync(Stream, ExpectedNumber.NoStream, record);

        (await append.Should().ThrowAsync<WriteConflictException>()).Which.ActualNumber.Should().Be(1);
        proxy.Lost.Should().Be(1);
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
    }

    [Fact]
    public async Task Many_appends_whose_common_answer_is_lost_are_each_stored_once()
    {
        await using var proxy = new PostgresProxy(Fixture.StoreConnectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = proxy.ConnectionString });
        await store.AppendAsync(Stream, A.Record());
        proxy.LoseAnswerTo(bytes => Contains(bytes, "number 17"));

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
            await store.AppendAsync(i % 2 == 0 ? Stream : new StreamId(Group, $"other{i}"), A.Record($"number {i}")), Token)))
            .WithinLimitAsync("40 appends through a broken line");

        proxy.Lost.Should().Be(1);
        results.Where(result => result.Stream == Stream).Select(result => result.LastNumber).Order()
            .Should().Equal(Enumerable.Range(2, 20).Select(number => (long)number));
        (await Store.ReadStreamAsync(Stream)).Should().HaveCount(21);
    }

    [Fact]
    public async Task A_lost_line_before_the_commit_loses_nothing_either()
    {
        await using var store = await Fixture.OpenAsync();
        await store.AppendAsync(Stream, A.Record());
        await using var session = await OpenSessionAsync();
        await session.RunAsync("BEGIN");
        await session.InsertAsync(OtherStream, 1);
        var record = A.Record();
        var append = Task.Run(async () => await store.AppendAsync(OtherStream, record), Token);
        await Eventually.IsTrueAsync(
            async () => await session.CountWaitingAsync() == 1,
            "the append to wait for the other transaction");

        await session.EndWaitingAsync();
        await session.RunAsync("COMMIT");

        (await append.WithinLimitAsync("an append whose server process was ended")).LastNumber.Should().Be(2);
        (await Store.ReadStreamAsync(OtherStream)).Should().HaveCount(2).And.ContainSingle(stored => stored.Id == record.Id);
    }

    private static Func<ReadOnlyMemory<byte>, bool> Holds(NewRecord record)
    {
        var id = record.Id.ToByteArray(bigEndian: true);
        return bytes => bytes.Span.IndexOf(id) >= 0;
    }

    private static bool Contains(ReadOnlyMemory<byte> bytes, string text) => bytes.Span.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
