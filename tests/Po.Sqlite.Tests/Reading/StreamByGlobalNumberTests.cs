using Po.Specification;

namespace Po.Sqlite.Tests.Reading;

/// <summary>A stream is read by global number through its own index: the place to begin is searched, not scanned.</summary>
public sealed class StreamByGlobalNumberTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(100)]
    public async Task Begins_at_the_right_record_from_every_global_number(int count)
    {
        var store = await _database.OpenAsync();
        for (var i = 0; i < count; i++)
        {
            await store.AppendAsync(new StreamId("orders", "other"), A.Records((i % 3) + 1));
            await store.AppendAsync(Stream, A.Record());
        }

        var all = await store.ReadStreamAsync(Stream);
        var horizon = all[^1].GlobalNumber;
        for (var from = 0L; from <= horizon + 2; from++)
        {
            var forward = await store.ReadGlobalAsync(Stream, new PageRequest { From = from });
            var backward = await store.ReadGlobalAsync(Stream, new PageRequest { From = from, Direction = ReadDirection.Backward });

            forward.Records.Numbers().Should().Equal(all.Where(record => record.GlobalNumber >= from).Numbers());
            backward.Records.Numbers().Should().Equal(all.Where(record => record.GlobalNumber <= from).Reverse().Numbers());
        }
    }

    [Fact]
    public async Task Finds_nothing_in_a_stream_that_has_no_record()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(new StreamId("orders", "other"), A.Records(3));

        var page = await store.ReadGlobalAsync(Stream, new PageRequest { From = 2 });

        page.Should().BeEquivalentTo(new { Records = Array.Empty<Record>(), HasMore = false, Position = 3, Horizon = 3 });
    }
}
