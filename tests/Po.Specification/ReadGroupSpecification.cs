namespace Po.Specification;

/// <summary>Reading a stream, a group or everything by global numbers, in both directions, page by page, up to the horizon.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ReadGroupSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Reads_every_stream_of_the_group_and_nothing_else()
    {
        await Store.AppendAsync(new StreamId($"{Group}1", "1"), A.Record("longer group"));
        await Store.AppendAsync(new StreamId(Group[..^1], "1"), A.Record("shorter group"));
        await Store.AppendAsync(new StreamId(Group.ToUpperInvariant(), "1"), A.Record("other case"));
        await Store.AppendAsync(Stream, A.Record("first"));
        await Store.AppendAsync(OtherStream, A.Record("second"));
        await Store.AppendAsync(new StreamId(Group), A.Record("third"));
        var last = await Store.AppendAsync(Stream, A.Record("fourth"));

        var read = await Store.ReadToAsync(new StreamId(Group), last.LastGlobalNumber);

        read.Select(record => record.Text()).Should().Equal("first", "second", "third", "fourth");
    }

    [Fact]
    public async Task Reads_of_a_stream_only_that_stream()
    {
        await Store.AppendAsync(OtherStream, A.Record("other"));
        await Store.AppendAsync(Stream, A.Record("first"));
        await Store.AppendAsync(new StreamId(Group), A.Record("whole"));
        await Store.AppendAsync(new StreamId(Group, "1-1"), A.Record("longer"));
        var last = await Store.AppendAsync(Stream, A.Record("second"));

        var read = await Store.ReadToAsync(Stream, last.LastGlobalNumber);

        read.Select(record => record.Text()).Should().Equal("first", "second");
    }

    [Fact]
    public async Task Reads_of_all_every_group()
    {
        var first = await Store.AppendAsync(Stream, A.Record());
        var second = await Store.AppendAsync(new StreamId(A.Group()), A.Record());
        var third = await Store.AppendAsync(new StreamId(A.Group(), "1"), A.Record());

        var forward = await Store.ReadToAsync(StreamId.All, third.LastGlobalNumber, from: first.LastGlobalNumber, pageSize: 2);
        var backward = await Store.ReadGlobalAsync(StreamId.All, Backward(third.LastGlobalNumber));

        long[] appended = [first.LastGlobalNumber, second.LastGlobalNumber, third.LastGlobalNumber];
        forward.Select(record => record.GlobalNumber).Should().ContainInOrder(appended)
            .And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
        backward.Records.Select(record => record.GlobalNumber).Should().ContainInOrder(appended.Reverse())
            .And.BeInDescendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Orders_by_global_number_which_is_the_order_of_each_stream_too()
    {
        var last = await AppendAlternatelyAsync(20);

        var forward = await Store.ReadToAsync(new StreamId(Group), last);
        var backward = await Store.ReadGlobalAsync(new StreamId(Group), Backward());

        forward.Select(record => record.GlobalNumber).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        forward.GroupBy(record => record.Stream).Should().HaveCount(2).And
            .OnlyContain(stream => stream.Numbers().SequenceEqual(StoreSteps.OneTo(10)));
        backward.Records.Should().BeEquivalentTo(Enumerable.Reverse(forward), options => options.WithStrictOrdering().Excluding(record => record.Data).Excluding(record => record.Headers));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Starts_at_a_global_number_itself_included(int index)
    {
        var last = await AppendAlternatelyAsync(10);
        var all = await Store.ReadToAsync(new StreamId(Group), last);
        var from = all[index].GlobalNumber;

        var forward = await Store.ReadGlobalAsync(new StreamId(Group), new PageRequest { From = from });
        var backward = await Store.ReadGlobalAsync(new StreamId(Group), Backward(from));

        forward.Records.Ids().Should().Equal(all[index..].Ids());
        backward.Records.Ids().Should().Equal(Enumerable.Reverse(all[..(index + 1)]).Ids());
    }

    [Theory]
    [InlineData(ReadDirection.Forward)]
    [InlineData(ReadDirection.Backward)]
    public async Task Ends_a_page_with_the_most_records_asked_for_and_says_that_there_is_more(ReadDirection direction)
    {
        var all = await Store.ReadToAsync(new StreamId(Group), await AppendAlternatelyAsync(10));
        var page = Start(direction) with { MaxCount = 4 };

        var read = await Store.ReadGlobalAsync(new StreamId(Group), page);

        read.Records.Ids().Should().Equal((direction is ReadDirection.Forward ? all : Enumerable.Reverse(all)).Take(4).Ids());
        read.HasMore.Should().BeTrue();
    }

    [Theory]
    [InlineData(ReadDirection.Forward, 1, 1)]
    [InlineData(ReadDirection.Forward, 100, 1)]
    [InlineData(ReadDirection.Forward, 101, 2)]
    [InlineData(ReadDirection.Backward, 1, 1)]
    [InlineData(ReadDirection.Backward, 100, 1)]
    [InlineData(ReadDirection.Backward, 200, 2)]
    [InlineData(ReadDirection.Backward, 201, 3)]
    public async Task Ends_a_page_with_the_record_that_brings_it_to_the_most_bytes(ReadDirection direction, int maxBytes, int count)
    {
        var last = await Store.AppendAsync(Stream, A.Records(5, bytes: 100));
        await Store.HorizonReachesAsync(last.LastGlobalNumber);

        var read = await Store.ReadGlobalAsync(new StreamId(Group), Start(direction) with { MaxBytes = maxBytes });

        read.Records.Should().HaveCount(count);
        read.HasMore.Should().BeTrue();
    }

    [Theory]
    [InlineData(ReadDirection.Forward)]
    [InlineData(ReadDirection.Backward)]
    public async Task Says_that_there_is_no_more_when_no_limit_ended_the_page(ReadDirection direction)
    {
        await Store.HorizonReachesAsync(await AppendAlternatelyAsync(10));

        var read = await Store.ReadGlobalAsync(new StreamId(Group), Start(direction) with { MaxCount = 11 });

        read.Records.Should().HaveCount(10);
        read.HasMore.Should().BeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(1_000)]
    public async Task Reads_everything_once_page_by_page(int pageSize)
    {
        var last = await AppendAlternatelyAsync(20);
        await Store.HorizonReachesAsync(last);

        foreach (var source in new[] { Stream, new StreamId(Group) })
        {
            var read = await Store.ReadToAsync(source, last, pageSize: pageSize);
            var backward = await ReadBackwardAsync(source, pageSize);

            read.Should().HaveCount(source.HasEntity ? 10 : 20);
            read.Ids().Should().OnlyHaveUniqueItems();
            backward.Ids().Should().Equal(Enumerable.Reverse(read).Ids());
        }
    }

    [Fact]
    public async Task Gives_each_page_the_position_to_go_on_from()
    {
        var last = await AppendAlternatelyAsync(5);
        await Store.HorizonReachesAsync(last);

        var first = await Store.ReadGlobalAsync(new StreamId(Group), new PageRequest { MaxCount = 4 });
        var second = await Store.ReadGlobalAsync(new StreamId(Group), new PageRequest { MaxCount = 4, From = first.Position + 1 });
        var third = await Store.ReadGlobalAsync(new StreamId(Group), new PageRequest { MaxCount = 4, From = second.Position + 1 });

        first.Position.Should().Be(first.Records[^1].GlobalNumber, "there is more");
        second.Records.Should().ContainSingle();
        second.Position.Should().Be(second.Horizon, "everything up to the horizon has been seen").And.BeGreaterThanOrEqualTo(last);
        third.Records.Should().BeEmpty();
        third.Position.Should().BeGreaterThanOrEqualTo(second.Position);
    }

    [Fact]
    public async Task Moves_the_position_of_a_quiet_source_to_the_horizon()
    {
        var last = await Store.AppendAsync(Stream, A.Record());
        await Store.HorizonReachesAsync(last.LastGlobalNumber);

        foreach (var source in new[] { OtherStream, new StreamId(A.Group()) })
        {
            var read = await Store.ReadGlobalAsync(source);

            read.Records.Should().BeEmpty();
            read.HasMore.Should().BeFalse();
            read.Position.Should().Be(read.Horizon).And.BeGreaterThanOrEqualTo(last.LastGlobalNumber);
        }
    }

    [Fact]
    public async Task Never_moves_the_position_back()
    {
        await Store.AppendAsync(Stream, A.Record());
        var far = await Store.ReadHorizonAsync(Token) + 1_000_000;

        var read = await Store.ReadGlobalAsync(new StreamId(Group), new PageRequest { From = far });

        read.Records.Should().BeEmpty();
        read.HasMore.Should().BeFalse();
        read.Position.Should().Be(far - 1, "it was higher than the horizon");
    }

    [Fact]
    public async Task Names_the_horizon_and_never_reads_beyond_it()
    {
        var before = await Store.ReadHorizonAsync(Token);
        await Store.HorizonReachesAsync((await Store.AppendAsync(Stream, A.Records(3))).LastGlobalNumber);

        var read = await Store.ReadGlobalAsync(new StreamId(Group));

        read.Horizon.Should().BeGreaterThan(before).And.BeLessThanOrEqualTo(await Store.ReadHorizonAsync(Token));
        read.Records.Should().OnlyContain(record => record.GlobalNumber <= read.Horizon);
    }

    [Fact]
    public async Task Refuses_to_read_nothing()
    {
        await FluentActions.Awaiting(async () => await Store.ReadGlobalAsync(default))
            .Should().ThrowAsync<ArgumentException>("default(StreamId) names nothing");
        await FluentActions.Awaiting(async () => await Store.ReadGlobalAsync(Stream, new PageRequest { MaxCount = 0 }))
            .Should().ThrowAsync<ArgumentException>("a page holds at least one record");
        await FluentActions.Awaiting(async () => await Store.ReadGlobalAsync(Stream, new PageRequest { MaxBytes = 0 }))
            .Should().ThrowAsync<ArgumentException>("a page holds at least one byte");
    }

    private static PageRequest Backward(long from = long.MaxValue) => new() { From = from, Direction = ReadDirection.Backward };

    private static PageRequest Start(ReadDirection direction) => direction is ReadDirection.Forward ? new() : Backward();

    // To two streams of the group in turn, with others in between, so that global numbers have gaps.
    private async Task<long> AppendAlternatelyAsync(int count)
    {
        var last = 0L;
        for (var i = 0; i < count; i++)
        {
            last = (await Store.AppendAsync(i % 2 == 0 ? Stream : OtherStream, A.Record())).LastGlobalNumber;
            await Store.AppendAsync(new StreamId(A.Group()), A.Record());
        }

        return last;
    }

    private async Task<List<Record>> ReadBackwardAsync(StreamId source, int pageSize)
    {
        var records = new List<Record>();
        var from = long.MaxValue;
        while (true)
        {
            var page = await Store.ReadGlobalAsync(source, Backward(from) with { MaxCount = pageSize });
            records.AddRange(page.Records);
            if (!page.HasMore)
            {
                return records;
            }

            from = page.Records[^1].GlobalNumber - 1;
        }
    }
}
