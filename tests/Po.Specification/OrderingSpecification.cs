namespace Po.Specification;

/// <summary>Whatever order appends commit in, a reader that goes on from its position sees every record once and in order.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class OrderingSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private const int Writers = 8;
    private const int AppendsOfEach = 25;

    [Fact]
    public async Task Numbers_streams_without_holes_and_all_in_increasing_order_while_many_append()
    {
        var last = await AppendFromManyAsync();

        var read = await Store.ReadToAsync(new StreamId(Group), last);

        read.Select(record => record.GlobalNumber).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        read.GroupBy(record => record.Stream).Should()
            .OnlyContain(stream => stream.Numbers().SequenceEqual(StoreSteps.OneTo(stream.Count())));
    }

    [Theory]
    [InlineData("group", 1)]
    [InlineData("group", 1_000)]
    [InlineData("stream", 3)]
    [InlineData("all", 7)]
    public async Task Skips_nothing_for_a_reader_that_follows_while_many_append(string kind, int pageSize)
    {
        var source = kind switch { "group" => new StreamId(Group), "stream" => Stream, _ => StreamId.All };
        var begin = await Store.ReadHorizonAsync(Token);
        var (followed, horizons) = (new List<Record>(), new List<long>());
        var another = await OpenAnotherAsync();
        var writing = AppendFromManyAsync();

        await Eventually.IsTrueAsync(
            async () =>
            {
                var isWritten = writing.IsCompleted;
                begin = await FollowAsync(begin);
                return isWritten && begin >= await writing;
            },
            "a reader to follow the writers");

        horizons.Should().BeInAscendingOrder("what is final stays final");
        var mine = followed.Where(record => record.Stream.Group == Group).ToList();
        var stored = await Store.ReadToAsync(kind == "stream" ? Stream : new StreamId(Group), await writing);
        mine.Ids().Should().Equal(stored.Ids(), "nothing is skipped, repeated or out of order");

        async Task<long> FollowAsync(long position)
        {
            var page = await another.ReadGlobalAsync(source, new PageRequest { From = position + 1, MaxCount = pageSize });
            followed.AddRange(page.Records);
            horizons.Add(page.Horizon);
            return page.Position;
        }
    }

    [Theory]
    [InlineData("group", true)]
    [InlineData("group", false)]
    [InlineData("stream", true)]
    [InlineData("stream", false)]
    [InlineData("all", true)]
    public async Task Delivers_a_late_commit_to_a_reader_that_has_gone_on_meanwhile(string kind, bool commit)
    {
        var source = kind switch { "group" => new StreamId(Group), "stream" => Stream, _ => StreamId.All };
        var position = await Store.ReadHorizonAsync(Token);
        var read = new List<Record>();
        var late = A.Records(2);
        var transaction = await BeginAsync();
        await transaction.AppendAsync(Stream, late[0]);

        // Where a transaction keeps other writers waiting this one is stored after it, elsewhere before it.
        var early = Task.Run(async () => await Store.AppendAsync(OtherStream, A.Record()), Token);
        await Task.WhenAny(early, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token));
        await ReadOnAsync();
        await transaction.AppendAsync(Stream, late[1]);
        await ReadOnAsync();
        if (commit)
        {
            await transaction.CommitAsync();
        }

        await transaction.DisposeAsync();
        var last = (await early.WithinLimitAsync("the append of another writer")).LastGlobalNumber;
        last = Math.Max(last, (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber);
        await Eventually.IsTrueAsync(
            async () =>
            {
                await ReadOnAsync();
                return position >= last;
            },
            "a reader to go on behind a late commit");

        var stored = await Store.ReadToAsync(kind == "stream" ? Stream : new StreamId(Group), last);
        stored.Should().HaveCount((kind == "stream" ? 1 : 2) + (commit ? 2 : 0));
        read.Where(record => record.Stream.Group == Group).Ids().Should().Equal(stored.Ids());

        async Task ReadOnAsync()
        {
            var page = await Store.ReadGlobalAsync(source, new PageRequest { From = position + 1 });
            read.AddRange(page.Records);
            position = page.Position;
        }
    }

    [Fact]
    public async Task Never_changes_what_is_at_or_below_the_horizon()
    {
        var writing = AppendFromManyAsync();
        var looks = new List<(long Horizon, List<Guid> Ids)>();
        while (!writing.IsCompleted || looks.Count == 0)
        {
            var page = await Store.ReadGlobalAsync(new StreamId(Group));
            looks.Add((page.Horizon, [.. page.Records.Ids()]));
            await Task.Yield();
        }

        var stored = await Store.ReadToAsync(new StreamId(Group), await writing);

        foreach (var (horizon, ids) in looks)
        {
            stored.Where(record => record.GlobalNumber <= horizon).Ids().Should().Equal(ids);
        }
    }

    // Appends of one and of several records, alone and in transactions, some of which are rolled back.
    private async Task<long> AppendFromManyAsync()
    {
        var stores = await OpenTwoAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
            Task.Run(() => AppendAsync(stores[writer % 2], writer), Token))).WithinLimitAsync($"{Writers} writers");
        return results.Max();
    }

    private async Task<long> AppendAsync(IStore store, int writer)
    {
        var last = 0L;
        for (var i = 0; i < AppendsOfEach; i++)
        {
            var stream = new StreamId(Group, $"{1 + ((writer + i) % 3)}");
            if (i % 5 != 0)
            {
                last = (await store.AppendAsync(stream, A.Records(1 + (i % 3)))).LastGlobalNumber;
                continue;
            }

            await using var transaction = await store.BeginAsync(Token);
            var appended = await transaction.AppendAsync(stream, A.Records(2));
            await Task.Yield();
            appended = await transaction.AppendAsync(stream, A.Record());
            if (i % 10 == 0)
            {
                await transaction.CommitAsync();
                last = appended.LastGlobalNumber;
            }
        }

        return last;
    }
}
