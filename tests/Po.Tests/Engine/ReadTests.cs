namespace Po.Tests;

public class ReadTests
{
    [Theory]
    [InlineData("a-1", ReadDirection.Forward, null, null, new[] { 1, 3, 5 })]
    [InlineData("a-1", ReadDirection.Backward, null, null, new[] { 5, 3, 1 })]
    [InlineData("a-1", ReadDirection.Forward, 2L, null, new[] { 3, 5 })]
    [InlineData("a-1", ReadDirection.Backward, 2L, null, new[] { 3, 1 })]
    [InlineData("a-1", ReadDirection.Forward, null, 2L, new[] { 1, 3 })]
    [InlineData("a-1", ReadDirection.Backward, null, 2L, new[] { 5, 3 })]
    [InlineData("a-1", ReadDirection.Forward, 4L, null, new int[0])]
    [InlineData("a-1", ReadDirection.Backward, 100L, 1L, new[] { 5 })]
    [InlineData("a", ReadDirection.Forward, null, null, new[] { 1, 2, 3, 5, 6 })]
    [InlineData("a", ReadDirection.Backward, null, null, new[] { 6, 5, 3, 2, 1 })]
    [InlineData("a", ReadDirection.Forward, 3L, 2L, new[] { 3, 5 })]
    [InlineData("a", ReadDirection.Backward, 4L, 2L, new[] { 3, 2 })]
    [InlineData("*", ReadDirection.Forward, null, null, new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("*", ReadDirection.Backward, null, null, new[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData("*", ReadDirection.Forward, 5L, 1L, new[] { 5 })]
    [InlineData("*", ReadDirection.Backward, 5L, 1L, new[] { 5 })]
    [InlineData("nothing-1", ReadDirection.Forward, null, null, new int[0])]
    [InlineData("nothing", ReadDirection.Backward, null, null, new int[0])]
    public async Task Returns_what_was_asked_for_in_order(
        string source, ReadDirection direction, long? from, long? limit, int[] expected)
    {
        await using var po = new TestPo();
        foreach (var (stream, value) in new[] { ("a-1", 1), ("a-2", 2), ("a-1", 3), ("b-1", 4), ("a-1", 5), ("a", 6) })
        {
            await po.AppendAsync(stream, new Added(value));
        }

        var values = await po.Engine.ValuesAsync(source, new ReadOptions { Direction = direction, From = from, Limit = limit });

        values.Should().Equal(expected);
    }

    [Theory]
    [InlineData("a-1", ReadDirection.Forward)]
    [InlineData("a-1", ReadDirection.Backward)]
    [InlineData("a", ReadDirection.Forward)]
    [InlineData("a", ReadDirection.Backward)]
    [InlineData("*", ReadDirection.Forward)]
    [InlineData("*", ReadDirection.Backward)]
    public async Task Goes_on_beyond_the_size_of_a_page(string source, ReadDirection direction)
    {
        await using var po = new TestPo();
        for (var i = 0; i < 5; i++)
        {
            await po.AppendAsync("a-1", A.Messages((i * 500) + 1, (i + 1) * 500));
        }

        var values = await po.Engine.ValuesAsync(source, new ReadOptions { Direction = direction, Limit = 2_400 });

        values.Should().Equal(direction is ReadDirection.Forward ? Enumerable.Range(1, 2_400) : Enumerable.Range(101, 2_400).Reverse());
    }

    [Fact]
    public async Task Reads_only_what_its_limit_needs()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(1, 10));

        await po.Engine.ValuesAsync("a-1", new ReadOptions { Limit = 2 });

        store.Count(StoreCall.ReadStream).Should().Be(1);
    }

    [Fact]
    public async Task Reads_nothing_before_it_is_asked_for_a_message()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };

        var read = po.Engine.ReadAsync(A.Stream("a-1"), null, Token);

        store.Count(StoreCall.Initialize).Should().Be(0);
        (await read.ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Can_be_cancelled_between_messages()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 1_000));
        using var giveUp = new CancellationTokenSource();
        var seen = 0;

        var read = async () =>
        {
            await foreach (var message in po.Engine.ReadAsync(A.Stream("a-1"), null, giveUp.Token))
            {
                seen++;
                await giveUp.CancelAsync();
            }
        };

        await read.Should().ThrowAsync<OperationCanceledException>();
        seen.Should().Be(1);
    }

    [Fact]
    public async Task Fails_at_a_record_that_cannot_be_read_after_those_before_it()
    {
        var store = new InMemoryStore();
        await using var other = new TestPo { Store = store };
        await using var po = new TestPo { Store = store, Registry = new MessageRegistry([MessageRegistration.Create<Added>("added")]) };
        await other.AppendAsync("a-1", new Added(1), new Removed(2));
        var seen = new List<int>();

        var read = async () =>
        {
            await foreach (var message in po.Engine.ReadAsync(A.Stream("a-1"), null, Token))
            {
                seen.Add(message.Value());
            }
        };

        (await read.Should().ThrowAsync<UnknownMessageTypeException>()).Which.TypeName.Should().Be("removed");
        seen.Should().Equal(1);
    }

    [Fact]
    public void Refuses_what_is_no_read()
    {
        var po = new TestPo();
        var reads = new Action[]
        {
            () => po.Engine.ReadAsync(default),
            () => po.Engine.ReadAsync(A.Stream("a-1"), new ReadOptions { From = 0 }),
            () => po.Engine.ReadAsync(A.Stream("a-1"), new ReadOptions { Limit = 0 }),
            () => po.Engine.ReadAsync(A.Stream("a-1"), new ReadOptions { From = -1, Direction = ReadDirection.Backward }),
        };

        reads.Should().AllSatisfy(read => read.Should().Throw<ArgumentException>());
    }
}
