namespace Po.Specification;

/// <summary>Of many appends that expect the same number one wins; those that expect nothing all do; nobody waits for ever.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ConcurrencySpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private const int Callers = 32;

    [Fact]
    public async Task Lets_one_win_for_each_expected_number()
    {
        var stores = await OpenTwoAsync();
        const int Rounds = 8;

        for (var round = 0; round < Rounds; round++)
        {
            var expected = ExpectedNumber.Exactly(round);
            var outcomes = await ManyAsync(async caller =>
            {
                try
                {
                    await stores[caller % 2].AppendAsync(Stream, expected, A.Record());
                    return null;
                }
                catch (WriteConflictException e)
                {
                    return e;
                }
            });

            outcomes.Should().ContainSingle(outcome => outcome == null, "one append wins");
            outcomes.OfType<WriteConflictException>().Should().OnlyContain(conflict =>
                conflict.Stream == Stream && conflict.Expected == expected && conflict.ActualNumber == round + 1);
        }

        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(StoreSteps.OneTo(Rounds));
    }

    [Fact]
    public async Task Lets_all_win_that_expect_nothing()
    {
        var stores = await OpenTwoAsync();

        var results = await ManyAsync(async caller =>
        {
            var appended = new List<AppendResult>();
            for (var i = 0; i < 5; i++)
            {
                appended.Add(await stores[caller % 2].AppendAsync(Stream, A.Records(1 + (i % 2))));
            }

            return appended;
        });

        const int Count = Callers * 7;
        results.SelectMany(appended => appended).SelectMany(result => Numbers(result)).Order().Should().Equal(StoreSteps.OneTo(Count));
        results.Should().OnlyContain(appended => appended.SequenceEqual(appended.OrderBy(result => result.FirstNumber)));
        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(StoreSteps.OneTo(Count));
    }

    [Fact]
    public async Task Keeps_appends_of_many_records_together()
    {
        var stores = await OpenTwoAsync();

        var ids = await ManyAsync(async caller =>
        {
            var records = A.Records(5);
            await stores[caller % 2].AppendAsync(Stream, records);
            return records.Ids().ToList();
        });

        var stored = (await Store.ReadStreamAsync(Stream)).Ids().Chunk(5).ToDictionary(chunk => chunk[0]);
        ids.Should().OnlyContain(appended => stored[appended[0]].SequenceEqual(appended));
    }

    [Fact]
    public async Task Loses_no_decision_of_callers_that_read_decide_and_try_again()
    {
        var stores = await OpenTwoAsync();
        const int Deciders = 8;
        const int Decisions = 5;

        await Task.WhenAll(Enumerable.Range(0, Deciders).Select(decider => Task.Run(
            async () =>
            {
                for (var decided = 0; decided < Decisions;)
                {
                    var store = stores[decider % 2];
                    var last = await store.ReadLastNumberAsync(Stream);
                    try
                    {
                        await store.AppendAsync(Stream, last, A.Record($"{last + 1}"));
                        decided++;
                    }
                    catch (WriteConflictException e)
                    {
                        e.ActualNumber.Should().BeGreaterThan(last, "somebody else was faster");
                    }
                }
            },
            Token))).WithinLimitAsync($"{Deciders} callers that decide {Decisions} times");

        (await Store.ReadStreamAsync(Stream)).Should().HaveCount(Deciders * Decisions)
            .And.OnlyContain(record => record.Text() == $"{record.Number}");
    }

    [Fact]
    public async Task Stores_appends_to_distinct_streams_independently()
    {
        var stores = await OpenTwoAsync();

        var results = await ManyAsync(async caller =>
        {
            var stream = new StreamId(Group, $"{caller}");
            await stores[caller % 2].AppendAsync(stream, ExpectedNumber.NoStream, A.Record());
            return await stores[caller % 2].AppendAsync(stream, 1, A.Records(2));
        });

        results.Should().OnlyContain(result => result.LastNumber == 3);
        (await Store.ReadToAsync(new StreamId(Group), results.Max(result => result.LastGlobalNumber)))
            .Should().HaveCount(Callers * 3);
    }

    [Fact]
    public async Task Never_locks_up_transactions_that_append_while_others_do()
    {
        var stores = await OpenTwoAsync();
        const int Workers = 6;
        const int Pages = 5;
        var otherGroup = new StreamId(A.Group(), "1");

        // Handlers append to their own group and to another one, in opposite orders, while plain appends go to both.
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            async () =>
            {
                var store = stores[worker % 2];
                StreamId[] order = worker % 3 == 0 ? [Stream, otherGroup] : [otherGroup, Stream];
                for (var page = 0; page < Pages; page++)
                {
                    await store.TransactAsync(async transaction =>
                    {
                        await transaction.AppendAsync(order[0], A.Record());
                        await transaction.AppendAsync(order[1], A.Record());
                    });
                    await store.AppendAsync(order[0], A.Record());
                }
            },
            Token))).WithinLimitAsync($"{Workers} workers whose handlers append");

        (await Store.ReadStreamAsync(Stream)).Count.Should().Be(Workers * Pages + (Pages * Workers / 3));
        (await Store.ReadStreamAsync(otherGroup)).Count.Should().Be(Workers * Pages + (Pages * Workers * 2 / 3));
    }

    [Fact]
    public async Task Gives_up_waiting_when_the_token_is_cancelled_and_then_stores_nothing()
    {
        using var givesUp = new CancellationTokenSource();
        var transaction = await BeginAsync();
        await transaction.AppendAsync(Stream, A.Record());
        var waiting = Task.Run(async () => await Store.AppendAsync(A.Append(Stream, A.Record()), givesUp.Token), Token);
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token));

        await givesUp.CancelAsync();
        await FluentActions.Awaiting(() => waiting.WithinLimitAsync("an append that was given up")).Should()
            .ThrowAsync<OperationCanceledException>("it could not be stored while the stream was being written to");
        await transaction.CommitAsync();
        await transaction.DisposeAsync();

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
        (await Store.AppendAsync(Stream, 1, A.Record())).LastNumber.Should().Be(2);
    }

    private static IEnumerable<long> Numbers(AppendResult result) =>
        Enumerable.Range(0, result.Count).Select(i => result.FirstNumber + i);

    private static Task<T[]> ManyAsync<T>(Func<int, Task<T>> call) => Task.WhenAll(
        Enumerable.Range(0, Callers).Select(caller => Task.Run(() => call(caller), Token)))
        .WithinLimitAsync($"{Callers} callers");
}
