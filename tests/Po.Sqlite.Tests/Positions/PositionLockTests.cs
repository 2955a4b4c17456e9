using Po.Specification;

namespace Po.Sqlite.Tests.Positions;

public sealed class PositionLockTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => _database.Path + "-locks";

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("totals", "TOTALS")]
    [InlineData("a/b", "a_b")]
    [InlineData("../../escape", "______escape")]
    [InlineData("größe", "groesse")]
    public void Tells_apart_what_file_names_do_not(string one, string other)
    {
        using var first = Take(one);
        using var second = Take(other);

        first.Should().NotBeNull();
        second.Should().NotBeNull();
        Directory.GetFiles(Folder, "*.lock").Should().HaveCount(2);
        Directory.GetFiles(_database.Folder).Should().BeEmpty("no id leads out of the folder");
    }

    [Fact]
    public void Takes_ids_of_any_length()
    {
        using var taken = Take(new string('長', 200));

        taken.Should().NotBeNull();
    }

    [Fact]
    public void Is_held_once_at_a_time()
    {
        for (var i = 0; i < 3; i++)
        {
            using var taken = Take("totals");
            taken.Should().NotBeNull();
            Take("totals").Should().BeNull();
        }
    }

    [Fact]
    public void Is_taken_by_several_at_the_same_time_in_a_folder_that_is_not_there_yet()
    {
        for (var round = 0; round < 300; round++)
        {
            var taken = new FileLock?[4];
            Parallel.For(0, taken.Length, i => taken[i] = Take($"totals-{i}"));

            taken.Should().NotContainNulls();
            Array.ForEach(taken, one => one!.Dispose());
            Directory.Delete(Folder, recursive: true);
        }
    }

    [Fact]
    public void Is_refused_while_another_program_has_the_file()
    {
        Take("totals")!.Dispose();
        var file = Directory.GetFiles(Folder).Should().ContainSingle().Which;
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Take("totals").Should().BeNull();
        }

        using var taken = Take("totals");
        taken.Should().NotBeNull();
    }

    [Fact]
    public void Does_not_free_the_lock_of_another_when_it_is_disposed_of_twice()
    {
        var first = Take("totals")!;
        first.Dispose();
        using var second = Take("totals");

        first.Dispose();

        Take("totals").Should().BeNull();
    }

    [Fact]
    public async Task Says_so_when_its_folder_cannot_be_used()
    {
        var store = await _database.OpenAsync();
        await File.WriteAllTextAsync(Folder, "", Token);
        await using var transaction = await store.BeginAsync(Token);

        await transaction.Invoking(async stuck => await stuck.TryLockPositionAsync("totals", Token))
            .Should().ThrowAsync<StoreUnavailableException>().WithMessage("*position of 'totals' cannot be locked*");

        File.Delete(Folder);
        (await transaction.TryLockPositionAsync("totals", Token)).Should().Be(0);
    }

    [Fact]
    public async Task Is_given_back_when_reading_the_position_fails()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(new StreamId("orders", "1"), A.Record());
        await _database.ExecuteAsync("INSERT INTO po_subscriptions (subscription_id, position) VALUES ('totals', 7)");
        await using (var transaction = await store.BeginAsync(Token))
        {
            (await transaction.Invoking(async lost => await lost.TryLockPositionAsync("totals", Token))
                .Should().ThrowAsync<HistoryLostException>()).Which.Should().BeEquivalentTo(new { Position = 7, LastGlobalNumber = 1 });
        }

        await store.DeletePositionAsync("totals", Token);
        await store.MovePositionAsync("totals", 1);
    }

    [Fact]
    public async Task Does_not_let_a_worker_commit_whose_position_somebody_else_has_moved()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(new StreamId("orders", "1"), A.Records(5));
        await using var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);
        await transaction.SetPositionAsync(5, Token);

        // As by a worker on a file system that knows no locks.
        await _database.ExecuteAsync("UPDATE po_subscriptions SET position = 3");

        (await transaction.Invoking(async late => await late.CommitAsync()).Should().ThrowAsync<PositionConflictException>())
            .Which.LockedPosition.Should().Be(0);
        await transaction.DisposeAsync();
        (await store.ReadPositionAsync("totals", Token)).Should().Be(3);
    }

    [Fact]
    public async Task Does_not_let_a_worker_store_anything_without_its_position()
    {
        var store = await _database.OpenAsync();
        var stream = new StreamId("orders", "1");
        await store.MovePositionAsync("totals", 0);
        await using var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);
        await store.DeletePositionAsync("totals", Token);
        await transaction.AppendAsync(stream, A.Record());

        await transaction.Invoking(async late => await late.CommitAsync()).Should().ThrowAsync<PositionConflictException>();
        await transaction.DisposeAsync();

        (await store.ReadLastNumberAsync(stream)).Should().Be(0);
    }

    private FileLock? Take(string subscriptionId) => FileLock.TryTake(new LockFolder(_database.Path).Subscription(subscriptionId));
}
