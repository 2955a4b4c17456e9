namespace Po.Specification;

/// <summary>Reading exactly one stream by its numbers, in both directions, page by page.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ReadStreamSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Theory]
    [InlineData(ReadDirection.Forward, 1)]
    [InlineData(ReadDirection.Backward, long.MaxValue)]
    public async Task Finds_nothing_in_a_stream_without_records(ReadDirection direction, long from)
    {
        await Store.AppendAsync(OtherStream, A.Record());

        (await Store.ReadStreamAsync(Stream, new PageRequest { Direction = direction, From = from })).Should().BeEmpty();
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);
    }

    [Theory]
    [InlineData(1, new long[] { 1, 2, 3, 4, 5 })]
    [InlineData(3, new long[] { 3, 4, 5 })]
    [InlineData(5, new long[] { 5 })]
    [InlineData(6, new long[] { })]
    [InlineData(long.MaxValue, new long[] { })]
    public async Task Reads_forward_from_a_number_itself_included(long from, long[] expected)
    {
        await Store.AppendAsync(Stream, A.Records(5));

        (await Store.ReadStreamAsync(Stream, new PageRequest { From = from })).Numbers().Should().Equal(expected);
    }

    [Theory]
    [InlineData(long.MaxValue, new long[] { 5, 4, 3, 2, 1 })]
    [InlineData(6, new long[] { 5, 4, 3, 2, 1 })]
    [InlineData(5, new long[] { 5, 4, 3, 2, 1 })]
    [InlineData(3, new long[] { 3, 2, 1 })]
    [InlineData(1, new long[] { 1 })]
    public async Task Reads_backward_from_a_number_itself_included(long from, long[] expected)
    {
        await Store.AppendAsync(Stream, A.Records(5));

        var page = new PageRequest { From = from, Direction = ReadDirection.Backward };

        (await Store.ReadStreamAsync(Stream, page)).Numbers().Should().Equal(expected);
    }

    [Theory]
    [InlineData(1, ReadDirection.Forward, 1, new long[] { 1 })]
    [InlineData(1, ReadDirection.Forward, 2, new long[] { 1, 2 })]
    [InlineData(4, ReadDirection.Forward, 2, new long[] { 4, 5 })]
    [InlineData(4, ReadDirection.Forward, 3, new long[] { 4, 5 })]
    [InlineData(long.MaxValue, ReadDirection.Backward, 1, new long[] { 5 })]
    [InlineData(long.MaxValue, ReadDirection.Backward, 2, new long[] { 5, 4 })]
    [InlineData(2, ReadDirection.Backward, 2, new long[] { 2, 1 })]
    [InlineData(2, ReadDirection.Backward, 3, new long[] { 2, 1 })]
    public async Task Ends_a_page_with_the_most_records_asked_for(long from, ReadDirection direction, int maxCount, long[] expected)
    {
        await Store.AppendAsync(Stream, A.Records(5));

        var page = new PageRequest { From = from, Direction = direction, MaxCount = maxCount };

        (await Store.ReadStreamAsync(Stream, page)).Numbers().Should().Equal(expected);
    }

    [Theory]
    [InlineData(ReadDirection.Forward, 1, new long[] { 1 })]
    [InlineData(ReadDirection.Forward, 10, new long[] { 1 })]
    [InlineData(ReadDirection.Forward, 11, new long[] { 1, 2 })]
    [InlineData(ReadDirection.Forward, 30, new long[] { 1, 2 })]
    [InlineData(ReadDirection.Forward, 31, new long[] { 1, 2, 3 })]
    [InlineData(ReadDirection.Forward, 60, new long[] { 1, 2, 3 })]
    [InlineData(ReadDirection.Forward, 61, new long[] { 1, 2, 3, 4 })]
    [InlineData(ReadDirection.Forward, 1_000, new long[] { 1, 2, 3, 4 })]
    [InlineData(ReadDirection.Backward, 1, new long[] { 4 })]
    [InlineData(ReadDirection.Backward, 40, new long[] { 4 })]
    [InlineData(ReadDirection.Backward, 41, new long[] { 4, 3 })]
    [InlineData(ReadDirection.Backward, 91, new long[] { 4, 3, 2, 1 })]
    public async Task Ends_a_page_with_the_record_that_brings_it_to_the_most_bytes(
        ReadDirection direction, int maxBytes, long[] expected)
    {
        await Store.AppendAsync(Stream, [.. StoreSteps.OneTo(4).Select(number => A.Record(new byte[number * 10]))]);

        var page = new PageRequest
        {
            From = direction is ReadDirection.Forward ? 1 : long.MaxValue,
            Direction = direction,
            MaxBytes = maxBytes,
        };

        (await Store.ReadStreamAsync(Stream, page)).Numbers().Should().Equal(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Reads_everything_once_page_by_page_in_both_directions(int pageSize)
    {
        var records = A.Records(21);
        await Store.AppendAsync(Stream, records);
        var forward = new List<Record>();
        var backward = new List<Record>();

        while (await NextAsync(new PageRequest { From = forward.Count + 1, MaxCount = pageSize }) is { Count: > 0 } page)
        {
            forward.AddRange(page);
        }

        var from = long.MaxValue;
        while (await NextAsync(new PageRequest { From = from, MaxCount = pageSize, Direction = ReadDirection.Backward })
            is { Count: > 0 } page)
        {
            backward.AddRange(page);
            from = page[^1].Number - 1;
        }

        forward.Ids().Should().Equal(records.Ids());
        backward.Ids().Should().Equal(records.Ids().Reverse());
    }

    [Fact]
    public async Task Reads_exactly_the_stream_and_no_other_of_its_group()
    {
        var whole = new StreamId(Group);
        var longer = new StreamId(Group, "1-1");
        await Store.AppendAsync(Stream, A.Record("stream"));
        await Store.AppendAsync(whole, A.Record("whole"), A.Record("whole"));
        await Store.AppendAsync(longer, A.Record("longer"));
        await Store.AppendAsync(Stream, A.Record("stream"));

        (await Store.ReadStreamAsync(Stream)).Select(record => record.Text()).Should().Equal("stream", "stream");
        (await Store.ReadStreamAsync(whole)).Select(record => record.Text()).Should().Equal("whole", "whole");
        (await Store.ReadStreamAsync(longer)).Select(record => record.Text()).Should().Equal("longer");
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(2);
        (await Store.ReadLastNumberAsync(whole)).Should().Be(2);
        (await Store.ReadLastNumberAsync(longer)).Should().Be(1);
    }

    [Fact]
    public async Task Gives_global_numbers_in_the_order_of_the_numbers()
    {
        for (var i = 0; i < 10; i++)
        {
            await Store.AppendAsync(Stream, A.Records(2));
            await Store.AppendAsync(OtherStream, A.Record());
        }

        var stored = await Store.ReadStreamAsync(Stream);

        stored.Numbers().Should().Equal(StoreSteps.OneTo(20));
        stored.Select(record => record.GlobalNumber).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Refuses_to_read_nothing()
    {
        await FluentActions.Awaiting(async () => await Store.ReadStreamAsync(default))
            .Should().ThrowAsync<ArgumentException>("default(StreamId) names nothing");
        await FluentActions.Awaiting(async () => await Store.ReadLastNumberAsync(default))
            .Should().ThrowAsync<ArgumentException>("default(StreamId) names nothing");
        await FluentActions.Awaiting(async () => await Store.ReadStreamAsync(Stream, new PageRequest { MaxCount = 0 }))
            .Should().ThrowAsync<ArgumentException>("a page holds at least one record");
        await FluentActions.Awaiting(async () => await Store.ReadStreamAsync(Stream, new PageRequest { MaxBytes = 0 }))
            .Should().ThrowAsync<ArgumentException>("a page holds at least one byte");
    }

    private async Task<IReadOnlyList<Record>> NextAsync(PageRequest page) => await Store.ReadStreamAsync(Stream, page);
}
