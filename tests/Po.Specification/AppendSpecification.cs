namespace Po.Specification;

/// <summary>One append is all or nothing, gives numbers without holes, and succeeds only on what it expects.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class AppendSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Numbers_the_records_of_a_stream_from_one_without_holes()
    {
        var first = await Store.AppendAsync(Stream, A.Record());
        var second = await Store.AppendAsync(Stream, A.Records(3));
        var third = await Store.AppendAsync(Stream, A.Record());

        first.Should().BeEquivalentTo(new { Stream, FirstNumber = 1, LastNumber = 1, Count = 1 });
        second.Should().BeEquivalentTo(new { Stream, FirstNumber = 2, LastNumber = 4, Count = 3 });
        third.Should().BeEquivalentTo(new { Stream, FirstNumber = 5, LastNumber = 5, Count = 1 });
        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Returns_the_numbers_and_global_numbers_that_a_reader_finds()
    {
        await Store.AppendAsync(Stream, A.Record());
        var records = A.Records(5);

        var result = await Store.AppendAsync(Stream, records);

        var stored = (await Store.ReadStreamAsync(Stream, new PageRequest { From = result.FirstNumber }));
        stored.Ids().Should().Equal(records.Ids());
        stored.Select(record => record.GlobalNumber).Should().Equal(result.GlobalNumbers);
        result.LastGlobalNumber.Should().Be(stored[^1].GlobalNumber);
    }

    [Fact]
    public async Task Gives_global_numbers_from_one_that_strictly_increase()
    {
        var results = new[]
        {
            await Store.AppendAsync(Stream, A.Records(3)),
            await Store.AppendAsync(OtherStream, A.Records(2)),
            await Store.AppendAsync(new StreamId(A.Group()), A.Record()),
            await Store.AppendAsync(Stream, A.Records(2)),
        };

        var globalNumbers = results.SelectMany(result => result.GlobalNumbers).ToList();
        globalNumbers.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        globalNumbers[0].Should().BePositive();
    }

    [Fact]
    public async Task Numbers_each_stream_by_itself()
    {
        var entityOfOtherGroup = new StreamId(A.Group(), "1");
        await Store.AppendAsync(Stream, A.Records(3));

        (await Store.AppendAsync(OtherStream, A.Record())).LastNumber.Should().Be(1);
        (await Store.AppendAsync(entityOfOtherGroup, A.Record())).LastNumber.Should().Be(1);
        (await Store.AppendAsync(new StreamId(Group), A.Record())).LastNumber.Should()
            .Be(1, "an id without an entity is a stream of its own for appending");
        (await Store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(4);
    }

    [Fact]
    public async Task Accepts_anything_when_nothing_is_expected()
    {
        (await Store.AppendAsync(Stream, ExpectedNumber.Any, A.Record())).LastNumber.Should().Be(1);
        (await Store.AppendAsync(Stream, ExpectedNumber.Any, A.Record())).LastNumber.Should().Be(2);
    }

    [Fact]
    public async Task Accepts_a_new_stream_when_none_is_expected()
    {
        (await Store.AppendAsync(Stream, ExpectedNumber.NoStream, A.Records(2))).LastNumber.Should().Be(2);
        (await Store.AppendAsync(OtherStream, ExpectedNumber.Exactly(0), A.Record())).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Accepts_the_number_of_the_last_record()
    {
        await Store.AppendAsync(Stream, A.Records(2));

        (await Store.AppendAsync(Stream, 2, A.Records(2))).LastNumber.Should().Be(4);
        (await Store.AppendAsync(Stream, 4, A.Record())).LastNumber.Should().Be(5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(1_000)]
    public async Task Rejects_an_append_when_the_expected_number_is_not_the_last(long expected)
    {
        await Store.AppendAsync(Stream, A.Records(3));

        var append = async () => await Store.AppendAsync(Stream, expected, A.Records(2));

        (await append.Should().ThrowAsync<WriteConflictException>()).Which.Should()
            .BeEquivalentTo(new { Stream, Expected = ExpectedNumber.Exactly(expected), ActualNumber = 3 });
        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Rejects_a_number_above_the_end_of_an_empty_stream()
    {
        var append = async () => await Store.AppendAsync(Stream, 101, A.Record());

        (await append.Should().ThrowAsync<WriteConflictException>()).Which.ActualNumber.Should().Be(0);
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);
    }

    [Fact]
    public async Task Expects_of_an_id_without_an_entity_its_own_stream_not_the_group()
    {
        var group = new StreamId(Group);
        await Store.AppendAsync(Stream, A.Records(3));

        (await Store.AppendAsync(group, ExpectedNumber.NoStream, A.Record())).LastNumber.Should().Be(1);
        (await Store.AppendAsync(group, 1, A.Record())).LastNumber.Should().Be(2);
        (await Store.AppendAsync(Stream, 3, A.Record())).LastNumber.Should().Be(4);
    }

    [Fact]
    public async Task Leaves_nothing_of_a_rejected_append()
    {
        await Store.AppendAsync(Stream, A.Record());
        var records = A.Records(3);

        await FluentActions.Awaiting(async () => await Store.AppendAsync(Stream, 0, records))
            .Should().ThrowAsync<WriteConflictException>();

        var second = await Store.AppendAsync(Stream, 1, records);
        second.FirstNumber.Should().Be(2, "the ids of a rejected append are free and its numbers were not used");
        (await Store.ReadToAsync(Stream, second.LastGlobalNumber)).Numbers().Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task Stores_a_thousand_records_of_one_append_next_to_each_other()
    {
        var records = A.Records(1_000);

        var result = await Store.AppendAsync(Stream, records);

        result.Count.Should().Be(1_000);
        (await Store.ReadToAsync(Stream, result.LastGlobalNumber)).Ids().Should().Equal(records.Ids());
    }

    [Fact]
    public async Task Shows_an_append_to_every_reader_once_it_has_returned()
    {
        var another = await OpenAnotherAsync();

        for (var number = 1; number <= 20; number++)
        {
            await Store.AppendAsync(Stream, A.Record());

            (await another.ReadLastNumberAsync(Stream)).Should().Be(number);
            (await another.ReadStreamAsync(Stream)).Should().HaveCount(number);
        }
    }

    [Fact]
    public async Task Stores_all_or_nothing_when_the_token_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var stored = true;

        try
        {
            await Store.AppendAsync(A.Append(Stream, A.Records(2)), cancelled.Token);
        }
        catch (OperationCanceledException)
        {
            stored = false;
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(stored ? 2 : 0, "success means stored, and giving up means not stored");
    }

    [Fact]
    public async Task Refuses_to_append_to_all_or_to_nothing()
    {
        await FluentActions.Awaiting(async () => await Store.AppendAsync(StreamId.All, A.Record()))
            .Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(async () => await Store.AppendAsync(default, A.Record()))
            .Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Refuses_an_append_without_records()
    {
        await FluentActions.Awaiting(async () => await Store.AppendAsync(Stream))
            .Should().ThrowAsync<ArgumentException>();
    }
}
