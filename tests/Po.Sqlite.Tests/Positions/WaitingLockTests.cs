namespace Po.Sqlite.Tests.Positions;

public sealed class WaitingLockTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Who_waits_for_longer_than_the_store_is_willing_to_is_told_that_it_is_busy()
    {
        var store = await _database.OpenAsync(configure: options => options.BusyTimeout = TimeSpan.FromMilliseconds(50));
        await using var holder = await store.BeginAsync(Token);
        await holder.TryLockPositionAsync("totals", Token);
        await using var waiting = await store.BeginAsync(Token);

        var wait = async () => await waiting.LockPositionAsync("totals", Token);

        (await wait.Should().ThrowAsync<StoreBusyException>()).Which.Waited.Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50));
        await holder.DisposeAsync();
        (await waiting.LockPositionAsync("totals", Token)).Should().Be(0, "the transaction is of use still");
    }

    // What another process leaves there while it waits.
    [Fact]
    public async Task Who_waits_in_another_process_comes_first()
    {
        var store = await _database.OpenAsync();
        var path = await FindLockAsync(store);
        using (FileLock.TryTake(path + ".waiting"))
        {
            await using var transaction = await store.BeginAsync(Token);
            (await transaction.TryLockPositionAsync("totals", Token)).Should().BeNull();
        }

        await using var next = await store.BeginAsync(Token);
        (await next.TryLockPositionAsync("totals", Token)).Should().Be(0);
    }

    [Fact]
    public async Task What_a_dead_process_has_left_behind_hinders_nobody()
    {
        var store = await _database.OpenAsync();
        var path = await FindLockAsync(store);
        await File.WriteAllTextAsync(path + ".waiting", "", Token);

        await using var transaction = await store.BeginAsync(Token);
        (await transaction.TryLockPositionAsync("totals", Token)).Should().Be(0);

        File.Exists(path + ".waiting").Should().BeFalse();
    }

    private async Task<string> FindLockAsync(SqliteStore store)
    {
        await using (var transaction = await store.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync("totals", Token);
        }

        return Directory.GetFiles(_database.Path + "-locks", "*.lock").Should().ContainSingle().Which;
    }
}
