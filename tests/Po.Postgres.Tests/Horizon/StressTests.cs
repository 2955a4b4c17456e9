using System.Collections.Concurrent;
using System.Globalization;
using Po.Specification;

namespace Po.Postgres.Tests;

// Scenario S1 of the reliability page in a small form: writers of every kind, readers that follow them, nothing lost and nothing out of order.
public class StressTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private const int Writers = 16;
    private const int Readers = 4;

    // How many transactions each writer makes; PO_STRESS_TRANSACTIONS asks for a longer run.
    private static int TransactionsOfEach { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PO_STRESS_TRANSACTIONS"), CultureInfo.InvariantCulture, out var count) ? count : 40;

    [Fact]
    public async Task Loses_nothing_and_keeps_the_order_whatever_writers_do()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var committed = new ConcurrentBag<long>();
        var begin = await Store.ReadHorizonAsync(Token);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
            Task.Run(() => WriteAsync(writer, new Random(seed + writer), committed), Token)));
        StreamId[] sources = [new StreamId(Group), StreamId.All, new StreamId(Group), StreamId.All];
        var stores = new[] { Store, await Fixture.OpenAsync() };

        var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader =>
            Task.Run(() => ReadAsync(new Follower(stores[reader % 2], sources[reader], begin), writing, committed), Token)));

        var expected = committed.Order().ToList();
        expected.Should().HaveCountGreaterThan(Writers * TransactionsOfEach / 2);
        foreach (var reader in readers)
        {
            reader.Numbers.Should().Equal(expected, "nothing is lost, repeated or out of order (seed {0})", seed);
            reader.Seen.GroupBy(record => record.Stream).Should().OnlyContain(
                stream => stream.Select(record => record.Number).SequenceEqual(StoreSteps.OneTo(stream.Count())));
        }
    }

    private static async Task<Follower> ReadAsync(Follower reader, Task writing, ConcurrentBag<long> committed)
    {
        while (!writing.IsCompleted)
        {
            await reader.ReadOnAsync();
        }

        await writing;
        await reader.ReadToAsync(committed.Max());
        return reader;
    }

    // A quarter has a transaction id before it appends, a quarter is rolled back, the rest differ in length and in what else they do.
    private async Task WriteAsync(int writer, Random random, ConcurrentBag<long> committed)
    {
        var own = new StreamId(Group, $"{writer}");
        await using var session = await OpenSessionAsync($"writer {writer}");
        for (var i = 0; i < TransactionsOfEach; i++)
        {
            if (writer % 4 == 0)
            {
                var shared = random.Next(2) == 0 ? own : new StreamId(Group, "shared");
                AddAll(committed, (await Store.AppendAsync(shared, A.Records(random.Next(1, 4)))).GlobalNumbers);
            }
            else
            {
                await TransactAsync(session, own, random, committed);
            }
        }
    }

    private static async Task TransactAsync(Session session, StreamId stream, Random random, ConcurrentBag<long> committed)
    {
        await session.RunAsync("BEGIN");
        if (random.Next(4) == 0)
        {
            await session.ReadAsync<string>("SELECT pg_current_xact_id()::text");
            await WaitAsync(session, random);
        }

        var number = await session.ReadAsync<long>($"SELECT coalesce(max(number), 0) FROM po_records WHERE stream = '{stream}'");
        var numbers = new List<long>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            numbers.Add(await session.InsertAsync(stream, ++number));
            if (random.Next(5) == 0)
            {
                await session.RunAsync("SAVEPOINT s");
                await session.InsertAsync(stream, number + 1);
                await session.RunAsync("ROLLBACK TO SAVEPOINT s");
            }

            await WaitAsync(session, random);
        }

        var commits = random.Next(4) != 0;
        await session.RunAsync(commits ? "COMMIT" : "ROLLBACK");
        if (commits)
        {
            AddAll(committed, numbers);
        }
    }

    // The server waits, so that the transaction stays open while others draw numbers and commit.
    private static Task WaitAsync(Session session, Random random) =>
        session.RunAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_sleep({random.NextDouble() * 0.004})"));

    private static void AddAll(ConcurrentBag<long> committed, IEnumerable<long> numbers)
    {
        foreach (var number in numbers)
        {
            committed.Add(number);
        }
    }
}
