namespace Po.Specification;

/// <summary>A transaction sees what it has appended, others see everything of it after the commit and nothing before.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class TransactionSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Reads_what_it_has_appended()
    {
        await Store.AppendAsync(Stream, A.Record("before"));

        await using var transaction = await BeginAsync();
        var appended = await transaction.AppendAsync(Stream, A.Record("inside"));

        appended.LastNumber.Should().Be(2);
        (await transaction.ReadLastNumberAsync(Stream)).Should().Be(2);
        (await transaction.ReadStreamAsync(Stream)).Select(record => record.Text()).Should().Equal("before", "inside");
        (await transaction.ReadStreamAsync(Stream, Backward)).Select(record => record.Text()).Should().Equal("inside", "before");
        foreach (var source in new[] { Stream, new StreamId(Group) })
        {
            (await transaction.ReadToAsync(source, appended.LastGlobalNumber)).Select(record => record.Text())
                .Should().Equal("before", "inside");
            (await transaction.ReadGlobalAsync(source, Backward)).Records.Select(record => record.Text())
                .Should().Equal("inside", "before");
        }
    }

    [Fact]
    public async Task Shows_others_nothing_before_the_commit_and_everything_after()
    {
        await using var transaction = await BeginAsync();
        var first = await transaction.AppendAsync(Stream, A.Records(2));
        var second = await transaction.AppendAsync(OtherStream, A.Records(3));
        var stores = await OpenTwoAsync();

        foreach (var store in stores)
        {
            (await store.ReadLastNumberAsync(Stream)).Should().Be(0);
            (await store.ReadStreamAsync(Stream)).Should().BeEmpty();
            (await store.ReadStreamAsync(OtherStream, Backward)).Should().BeEmpty();
            (await store.ReadGlobalAsync(new StreamId(Group))).Records.Should().BeEmpty();
            (await store.ReadGlobalAsync(new StreamId(Group), Backward)).Records.Should().BeEmpty();
            (await store.ReadHorizonAsync(Token)).Should().BeLessThan(first.GlobalNumbers[0], "the numbers are not final");
        }

        await transaction.CommitAsync();
        foreach (var store in stores)
        {
            (await store.ReadLastNumberAsync(Stream)).Should().Be(2);
            (await store.ReadLastNumberAsync(OtherStream)).Should().Be(3);
            (await store.ReadToAsync(new StreamId(Group), second.LastGlobalNumber)).Select(record => record.GlobalNumber)
                .Should().Equal([.. first.GlobalNumbers, .. second.GlobalNumbers], "an append keeps its numbers");
        }
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_it_is_disposed_of_without_a_commit()
    {
        await Store.AppendAsync(Stream, A.Record());
        await using (var transaction = await BeginAsync())
        {
            await transaction.AppendAsync(Stream, A.Records(3));
            await transaction.AppendAsync(OtherStream, A.Records(3));
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
        (await Store.ReadStreamAsync(OtherStream)).Should().BeEmpty();
        var next = await Store.AppendAsync(Stream, A.Record());
        next.LastNumber.Should().Be(2, "a roll-back leaves no hole");
        (await Store.ReadToAsync(new StreamId(Group), next.LastGlobalNumber)).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Moves_the_position_together_with_what_it_appends_and_saves(bool commit)
    {
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.AppendAsync(OtherStream, A.Record());
            await transaction.SaveSnapshotAsync(A.Snapshot(Stream), Token);
            await transaction.SetPositionAsync(last, Token);
            if (commit)
            {
                await transaction.CommitAsync();
            }
        }

        (await Store.ReadPositionAsync(Subscription, Token)).Should().Be(commit ? last : 0);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(commit ? 1 : 0);
        (await Store.ReadSnapshotAsync(Stream, "totals", Token) is not null).Should().Be(commit);
    }

    [Fact]
    public async Task Expects_numbers_of_what_it_has_appended_itself()
    {
        await using var transaction = await BeginAsync();

        (await transaction.AppendAsync(Stream, ExpectedNumber.NoStream, A.Records(2))).LastNumber.Should().Be(2);
        (await transaction.AppendAsync(Stream, 2, A.Record())).LastNumber.Should().Be(3);
        await transaction.CommitAsync();

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(3);
    }

    [Fact]
    public async Task Stays_usable_after_a_conflict_and_after_a_duplicate()
    {
        var stored = A.Record();
        await Store.AppendAsync(Stream, stored);
        await using var transaction = await BeginAsync();
        await transaction.AppendAsync(OtherStream, A.Record());

        var conflict = async () => await transaction.AppendAsync(Stream, 7, A.Records(2));
        var duplicate = async () => await transaction.AppendAsync(OtherStream, A.Record(), stored);

        (await conflict.Should().ThrowAsync<WriteConflictException>()).Which.ActualNumber.Should().Be(1);
        (await transaction.AppendAsync(OtherStream, 1, A.Record())).LastNumber.Should().Be(2);
        (await duplicate.Should().ThrowAsync<DuplicateMessageIdException>()).Which.MessageId.Should().Be(stored.Id);
        (await transaction.AppendAsync(OtherStream, 2, A.Record())).LastNumber.Should().Be(3);
        await transaction.CommitAsync();

        (await Store.ReadStreamAsync(Stream)).Should().ContainSingle();
        (await Store.ReadStreamAsync(OtherStream)).Numbers().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Stays_usable_when_the_first_append_is_a_conflict()
    {
        await Store.AppendAsync(Stream, A.Record());
        await using var transaction = await BeginAsync();

        await FluentActions.Awaiting(async () => await transaction.AppendAsync(Stream, ExpectedNumber.NoStream, A.Record()))
            .Should().ThrowAsync<WriteConflictException>();

        (await transaction.AppendAsync(Stream, 1, A.Record())).LastNumber.Should().Be(2);
        await transaction.CommitAsync();
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loses_nothing_of_those_who_append_while_it_is_open(bool commit)
    {
        await Store.AppendAsync(Stream, A.Record());
        var stores = await OpenTwoAsync();
        List<Task<AppendResult>>? others = null;

        await Store.TransactAsync(
            async transaction =>
            {
                await transaction.AppendAsync(Stream, A.Records(2));

                // Whether these wait for the transaction is for the store to decide; that they end and are stored is not.
                others ??= [.. Enumerable.Range(0, 6).Select(i => Task.Run(
                    async () => await stores[i % 2].AppendAsync(i < 3 ? Stream : OtherStream, A.Record()), Token))];
                await transaction.AppendAsync(OtherStream, A.Record());
            },
            commit);
        var results = await Task.WhenAll(others!).WithinLimitAsync("appends of others");

        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(StoreSteps.OneTo(commit ? 6 : 4));
        (await Store.ReadStreamAsync(OtherStream)).Numbers().Should().Equal(StoreSteps.OneTo(commit ? 4 : 3));
        foreach (var result in results)
        {
            (await Store.ReadStreamAsync(result.Stream)).Should().ContainSingle(record =>
                record.Number == result.LastNumber && record.GlobalNumber == result.LastGlobalNumber);
        }
    }

    [Fact]
    public async Task Lets_one_of_two_win_that_expect_the_same_number()
    {
        var transaction = await BeginAsync();
        await transaction.AppendAsync(Stream, ExpectedNumber.NoStream, A.Record());
        var other = Task.Run(async () => await Store.AppendAsync(Stream, ExpectedNumber.NoStream, A.Record()), Token);

        await transaction.CommitAsync();
        await transaction.DisposeAsync();

        await FluentActions.Awaiting(() => other.WithinLimitAsync("an append that must conflict"))
            .Should().ThrowAsync<WriteConflictException>();
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
    }

    [Fact]
    public async Task Hinders_nobody_as_long_as_it_only_reads()
    {
        await Store.AppendAsync(Stream, A.Record());
        await using var reading = await BeginAsync();
        await reading.TryLockPositionAsync(Subscription, Token);
        (await reading.ReadStreamAsync(Stream)).Should().ContainSingle();
        (await reading.ReadGlobalAsync(new StreamId(Group))).Records.Should().ContainSingle();

        await using (var writing = await BeginAsync())
        {
            await writing.AppendAsync(Stream, A.Record()).AsTask().WithinLimitAsync("a transaction beside one that reads");
            await writing.CommitAsync();
        }

        await Store.AppendAsync(OtherStream, A.Record()).AsTask().WithinLimitAsync("an append beside a transaction that reads");
        await reading.CommitAsync();
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(2);
    }

    [Fact]
    public async Task Takes_calls_from_several_threads()
    {
        await using var transaction = await BeginAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            await transaction.ReadLastNumberAsync(Stream);
            return await transaction.AppendAsync(Stream, A.Records(2));
        }, Token))).WithinLimitAsync("16 callers on one transaction");
        await transaction.CommitAsync();

        results.Select(result => result.LastNumber).Order().Should().Equal(StoreSteps.OneTo(16).Select(number => number * 2));
        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(StoreSteps.OneTo(32));
    }

    [Fact]
    public async Task Can_commit_nothing_and_be_disposed_of_twice()
    {
        var transaction = await BeginAsync();
        await transaction.CommitAsync();
        await transaction.DisposeAsync();
        await transaction.DisposeAsync();

        var rolledBack = await BeginAsync();
        await rolledBack.DisposeAsync();
        await rolledBack.DisposeAsync();
    }

    [Fact]
    public async Task Keeps_what_was_committed_when_it_is_disposed_of()
    {
        await using (var transaction = await BeginAsync())
        {
            await transaction.AppendAsync(Stream, A.Record());
            await transaction.CommitAsync();
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
    }

    private static PageRequest Backward { get; } = new() { From = long.MaxValue, Direction = ReadDirection.Backward };
}
