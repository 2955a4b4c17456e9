using Po.Specification;

namespace Po.Sqlite.Tests.Reading;

/// <summary>All of a page is of one moment: the horizon, the records and whether there are more.</summary>
public sealed class PageSnapshotTests : IAsyncDisposable
{
    private const int Records = 1_000;
    private static readonly StreamId Group = new("orders");
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Holds_no_record_beyond_its_position_while_others_append(bool insideTransaction)
    {
        var store = await _database.OpenAsync();
        await using var transaction = await store.BeginAsync(Token);
        IRecordReader reader = insideTransaction ? transaction : store;
        var appending = Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < Records / 4; i++)
            {
                await store.AppendAsync(new StreamId("orders", $"{caller}"), A.Record());
            }
        }, Token)));

        var seen = new List<long>();
        for (var from = 1L; seen.Count < Records;)
        {
            var page = await reader.ReadGlobalAsync(Group, new PageRequest { From = from, MaxCount = 7 });
            seen.AddRange(page.Records.Select(record => record.GlobalNumber));
            page.Records.Should().NotContain(record => record.GlobalNumber > page.Position || record.GlobalNumber > page.Horizon);
            from = page.Position + 1;
        }

        await appending.WithinLimitAsync("the appends");
        seen.Should().Equal(StoreSteps.OneTo(Records), "nothing is read twice and nothing is skipped");
    }
}
