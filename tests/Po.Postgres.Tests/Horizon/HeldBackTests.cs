using Po.Specification;

namespace Po.Postgres.Tests;

// The watch with a real server: who holds readers back is named, and its end is noticed although nobody says so.
public class HeldBackTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Fact]
    public async Task The_blocker_is_named_with_process_and_application()
    {
        using var factory = new CollectingLoggerFactory();
        await using var store = new PostgresStore(
            new PostgresStoreOptions { ConnectionString = Fixture.StoreConnectionString, HeldBackWarning = TimeSpan.FromMilliseconds(50) },
            loggerFactory: factory);
        await using var late = await OpenSessionAsync("slow loader");
        await late.RunAsync("BEGIN");
        await late.InsertAsync(Stream, 1);
        var last = (await store.AppendAsync(OtherStream, A.Record())).LastGlobalNumber;
        await store.ReadHorizonAsync(Token);

        await Eventually.IsTrueAsync(
            () => new(store.HorizonWatch.Blocker is not null
                && factory.Collector.GetSnapshot().Any(record => record.Id.Id == PoEventId.HorizonHeldBack)),
            "the blocker to be named");

        var process = await late.ReadAsync<int>("SELECT pg_backend_pid()");
        store.HorizonWatch.Blocker.Should().BeEquivalentTo(new { ProcessId = process, ApplicationName = "slow loader" })
            .And.Match<HorizonBlocker>(blocker => blocker.Description.Contains("idle in transaction") && blocker.Age > TimeSpan.Zero);
        factory.Collector.GetSnapshot().Should().ContainSingle(record => record.Id.Id == PoEventId.HorizonHeldBack)
            .Which.Message.Should().Contain($"process {process}").And.Contain("slow loader").And.Contain($"{last}");
        await late.RunAsync("ROLLBACK");
        await Eventually.IsTrueAsync(() => new(store.HorizonWatch.Blocker is null), "the horizon to be free");
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    public async Task The_end_of_a_blocker_is_noticed_and_told(string end)
    {
        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var store = await Fixture.OpenAsync();
        store.HorizonWatch.Reached += horizon => told.TrySetResult(horizon);
        await using var late = await OpenSessionAsync();
        await late.RunAsync("BEGIN");
        await late.InsertAsync(Stream, 1);
        var last = (await store.AppendAsync(OtherStream, A.Record())).LastGlobalNumber;
        (await store.ReadHorizonAsync(Token)).Should().BeLessThan(last);
        told.Task.IsCompleted.Should().BeFalse();

        await late.RunAsync(end);

        (await told.Task.WithinLimitAsync("the watch to notice")).Should().BeGreaterThanOrEqualTo(last);
    }

    [Fact]
    public async Task A_prepared_transaction_is_named_by_its_name()
    {
        await using var store = await Fixture.OpenAsync(options => options.HeldBackWarning = TimeSpan.FromMilliseconds(50));
        await using var late = await OpenSessionAsync();
        await late.RunAsync("BEGIN");
        await late.InsertAsync(Stream, 1);
        await late.RunAsync($"PREPARE TRANSACTION '{Group}'");
        await store.AppendAsync(OtherStream, A.Record());
        await store.ReadHorizonAsync(Token);

        await Eventually.IsTrueAsync(() => new(store.HorizonWatch.Blocker is not null), "the blocker to be named");

        store.HorizonWatch.Blocker!.ToString().Should().Contain($"prepared transaction '{Group}'");
        await late.RunAsync($"ROLLBACK PREPARED '{Group}'");
    }
}
