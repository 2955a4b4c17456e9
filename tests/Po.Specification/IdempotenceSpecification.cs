namespace Po.Specification;

/// <summary>An append that is repeated with the same ids stores nothing twice and says where the records are.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class IdempotenceSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public async Task Answers_a_repetition_with_the_places_of_the_records(int count)
    {
        await Store.AppendAsync(Stream, A.Record());
        var records = A.Records(count);
        var first = await Store.AppendAsync(Stream, records);

        var again = await Store.AppendAsync(Stream, records);

        first.IsRepetition.Should().BeFalse();
        again.Should().BeEquivalentTo(first with { IsRepetition = true });
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1 + count);
    }

    [Fact]
    public async Task Answers_a_repetition_through_another_store_object()
    {
        var another = await OpenAnotherAsync();
        var records = A.Records(3);
        var first = await Store.AppendAsync(Stream, records);

        (await another.AppendAsync(Stream, records)).Should().BeEquivalentTo(first with { IsRepetition = true });
    }

    [Fact]
    public async Task Answers_a_repetition_whatever_it_expects()
    {
        var records = A.Records(2);
        var first = await Store.AppendAsync(Stream, ExpectedNumber.NoStream, records);
        await Store.AppendAsync(Stream, 2, A.Record());

        foreach (var expected in new[] { ExpectedNumber.NoStream, ExpectedNumber.Exactly(2), 3, 99, ExpectedNumber.Any })
        {
            (await Store.AppendAsync(Stream, expected, records)).Should().BeEquivalentTo(first with { IsRepetition = true });
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(3);
    }

    [Fact]
    public async Task Knows_a_repetition_by_its_ids_alone_and_keeps_what_was_stored_first()
    {
        var record = A.Record("first");
        var first = await Store.AppendAsync(Stream, record);

        var again = await Store.AppendAsync(Stream, A.Record("second") with { Id = record.Id });

        again.Should().BeEquivalentTo(first with { IsRepetition = true });
        (await Store.ReadStreamAsync(Stream)).Should().ContainSingle().Which.Text().Should().Be("first");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public async Task Takes_any_run_of_stored_records_for_a_repetition(int skip, int take)
    {
        var records = A.Records(4);
        var first = await Store.AppendAsync(Stream, records[..2]);
        await Store.AppendAsync(OtherStream, A.Record());
        var second = await Store.AppendAsync(Stream, records[2..]);
        long[] globalNumbers = [.. first.GlobalNumbers, .. second.GlobalNumbers];

        var again = await Store.AppendAsync(Stream, records[skip..(skip + take)]);

        again.Should().BeEquivalentTo(new
        {
            Stream,
            FirstNumber = skip + 1,
            LastNumber = skip + take,
            GlobalNumbers = globalNumbers[skip..(skip + take)],
            IsRepetition = true,
        });
    }

    [Theory]
    [InlineData(new[] { 1, 0 }, 1, "in another order")]
    [InlineData(new[] { 0, 2 }, 0, "not next to each other")]
    [InlineData(new[] { 0, 1, 2, 9 }, 0, "with a new one at the end")]
    [InlineData(new[] { 9, 2 }, 2, "with a new one at the beginning")]
    [InlineData(new[] { 0, 9, 1 }, 0, "with a new one in between")]
    [InlineData(new[] { 8, 9, 1, 0 }, 1, "with new ones, and in another order")]
    [InlineData(new[] { 0, 0 }, 0, "one of them twice")]
    public async Task Rejects_stored_ids_that_are_no_repetition(int[] indexes, int firstStored, string because)
    {
        var records = A.Records(10);
        await Store.AppendAsync(Stream, records[..3]);

        var append = async () => await Store.AppendAsync(Stream, [.. indexes.Select(index => records[index])]);

        (await append.Should().ThrowAsync<DuplicateMessageIdException>(because)).Which.Should()
            .BeEquivalentTo(new { Stream, MessageId = records[firstStored].Id });
        (await Store.ReadStreamAsync(Stream)).Ids().Should().Equal(records[..3].Ids());
    }

    [Fact]
    public async Task Rejects_an_id_of_another_stream()
    {
        var record = A.Record();
        await Store.AppendAsync(Stream, record);

        foreach (var other in new[] { OtherStream, new StreamId(Group), new StreamId(A.Group(), "1") })
        {
            foreach (var stored in new[] { 0, 1 })
            {
                var append = async () => await Store.AppendAsync(other, record);

                (await append.Should().ThrowAsync<DuplicateMessageIdException>()).Which.Should()
                    .BeEquivalentTo(new { Stream = other, MessageId = record.Id });
                (await Store.ReadLastNumberAsync(other)).Should().Be(stored);
                await Store.AppendAsync(other, A.Record());
            }
        }
    }

    [Fact]
    public async Task Rejects_a_new_append_that_holds_an_id_twice()
    {
        var record = A.Record();

        var append = async () => await Store.AppendAsync(Stream, A.Record(), record, A.Record(), record);

        (await append.Should().ThrowAsync<DuplicateMessageIdException>()).Which.MessageId.Should().Be(record.Id);
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);
    }

    [Fact]
    public async Task Leaves_the_other_ids_of_a_rejected_append_free()
    {
        var stored = A.Record();
        var records = A.Records(2);
        await Store.AppendAsync(Stream, stored);

        await FluentActions.Awaiting(async () => await Store.AppendAsync(Stream, [.. records, stored]))
            .Should().ThrowAsync<DuplicateMessageIdException>();

        (await Store.AppendAsync(OtherStream, records)).FirstNumber.Should().Be(1);
    }

    [Fact]
    public async Task Stores_ids_that_a_conflict_has_refused_before()
    {
        var records = A.Records(2);
        await Store.AppendAsync(Stream, A.Record());

        await FluentActions.Awaiting(async () => await Store.AppendAsync(Stream, ExpectedNumber.NoStream, records))
            .Should().ThrowAsync<WriteConflictException>();
        var stored = await Store.AppendAsync(Stream, 1, records);
        var again = await Store.AppendAsync(Stream, 1, records);

        stored.FirstNumber.Should().Be(2);
        again.Should().BeEquivalentTo(stored with { IsRepetition = true });
    }

    [Fact]
    public async Task Answers_a_repetition_inside_a_transaction()
    {
        var (before, inside) = (A.Records(2), A.Records(2));
        var first = await Store.AppendAsync(Stream, before);

        await using var transaction = await BeginAsync();
        var second = await transaction.AppendAsync(Stream, inside);

        (await transaction.AppendAsync(Stream, before)).Should().BeEquivalentTo(first with { IsRepetition = true });
        (await transaction.AppendAsync(Stream, inside)).Should().BeEquivalentTo(second with { IsRepetition = true });
        await transaction.CommitAsync();
        (await Store.AppendAsync(Stream, inside)).Should().BeEquivalentTo(second with { IsRepetition = true });
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(4);
    }

    [Fact]
    public async Task Frees_the_ids_of_a_transaction_that_was_rolled_back()
    {
        var records = A.Records(2);
        await using (var transaction = await BeginAsync())
        {
            await transaction.AppendAsync(Stream, records);
        }

        (await Store.AppendAsync(OtherStream, records)).LastNumber.Should().Be(2);
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);
    }

    [Fact]
    public async Task Stores_one_append_once_when_many_callers_make_it_at_the_same_time()
    {
        var stores = await OpenTwoAsync();

        for (var round = 0; round < 5; round++)
        {
            var records = A.Records(3);
            var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(caller =>
                Task.Run(async () => await stores[caller % 2].AppendAsync(Stream, records), Token)))
                .WithinLimitAsync("16 callers that make the same append");

            results.Should().ContainSingle(result => !result.IsRepetition);
            results.Should().AllBeEquivalentTo(results[0], options => options.Excluding(result => result.IsRepetition));
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(15);
    }
}
