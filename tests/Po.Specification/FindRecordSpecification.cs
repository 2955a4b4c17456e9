namespace Po.Specification;

/// <summary>A record is found by its id, by whoever could read it in its stream, and by nobody else.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class FindRecordSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Finds_the_record_as_a_read_of_its_stream_returns_it()
    {
        var record = A.Record("found") with { CorrelationId = "c", CausationId = "d", Headers = """{"a":"b"}"""u8.ToArray() };
        await Store.AppendAsync(OtherStream, A.Record());
        await Store.AppendAsync(Stream, A.Record(), record, A.Record());

        foreach (var store in await OpenTwoAsync())
        {
            var found = await store.FindRecordAsync(record.Id, Token);

            found.Should().BeEquivalentTo((await store.ReadStreamAsync(Stream))[1], options => options.ComparingByMembers<Record>()
                .Excluding(row => row.Data).Excluding(row => row.Headers));
            found!.Text().Should().Be("found");
            found.Headers.ToArray().Should().Equal(record.Headers.ToArray());
        }
    }

    [Fact]
    public async Task Finds_nothing_where_nothing_is()
    {
        await Store.AppendAsync(Stream, A.Record());

        (await Store.FindRecordAsync(Guid.CreateVersion7(), Token)).Should().BeNull();
        (await Store.FindRecordAsync(Guid.Empty, Token)).Should().BeNull();
    }

    [Fact]
    public async Task Finds_what_a_transaction_has_appended_inside_of_it_alone_until_it_commits()
    {
        var (before, inside) = (A.Record("before"), A.Record("inside"));
        await Store.AppendAsync(Stream, before);

        await using var transaction = await BeginAsync();
        await transaction.AppendAsync(Stream, inside);

        (await transaction.FindRecordAsync(before.Id, Token))!.Text().Should().Be("before");
        (await transaction.FindRecordAsync(inside.Id, Token))!.Number.Should().Be(2);
        (await Store.FindRecordAsync(inside.Id, Token)).Should().BeNull();
        await transaction.CommitAsync();
        (await Store.FindRecordAsync(inside.Id, Token))!.Text().Should().Be("inside");
    }

    [Fact]
    public async Task Finds_nothing_of_a_transaction_that_was_rolled_back()
    {
        var record = A.Record();
        await using (var transaction = await BeginAsync())
        {
            await transaction.AppendAsync(Stream, record);
        }

        (await Store.FindRecordAsync(record.Id, Token)).Should().BeNull();
    }

    [Fact]
    public async Task Finds_what_a_transaction_of_the_application_has_appended_inside_of_it()
    {
        if (!Store.Capabilities.HasFlag(StoreCapabilities.JoinedTransactions))
        {
            return;
        }

        var (before, inside) = (A.Record("before"), A.Record("inside"));
        await Store.AppendAsync(Stream, before);
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var joined = Store.Join(transaction);

        await joined.AppendAsync(Stream, inside);

        (await joined.FindRecordAsync(before.Id, Token))!.Text().Should().Be("before");
        (await joined.FindRecordAsync(inside.Id, Token))!.Text().Should().Be("inside");
        (await Store.FindRecordAsync(inside.Id, Token)).Should().BeNull();
    }
}
