using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class FewConnectionsTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Fact]
    public async Task Handlers_that_keep_their_transactions_leave_connections_to_appends_and_reads()
    {
        await using var store = Open(connections: 5);
        await store.InitializeAsync(Token);
        var transactions = new List<IStoreTransaction>();
        for (var i = 0; i < 2; i++)
        {
            var transaction = await store.BeginAsync(Token);
            await transaction.TryLockPositionAsync($"{Subscription}-{i}", Token);
            transactions.Add(transaction);
        }

        await using var waiting = await store.BeginAsync(Token);
        var third = waiting.TryLockPositionAsync($"{Subscription}-3", Token).AsTask();
        await store.AppendAsync(Stream, A.Record()).AsTask().WithinLimitAsync("an append beside transactions that are kept");
        await store.ReadHorizonAsync(Token).AsTask().WithinLimitAsync("a look beside transactions that are kept");
        third.IsCompleted.Should().BeFalse("there is no room for it");

        await transactions[0].DisposeAsync();
        (await third.WithinLimitAsync("the transaction that has waited")).Should().Be(0);
        await transactions[1].DisposeAsync();
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_room()
    {
        await using var store = Open(connections: 2);
        await using (var holder = await store.BeginAsync(Token))
        {
            await holder.TryLockPositionAsync(Subscription, Token);
            await using var waiting = await store.BeginAsync(Token);
            using var giving = new CancellationTokenSource();
            var locking = waiting.TryLockPositionAsync($"{Subscription}-2", giving.Token).AsTask();
            await giving.CancelAsync();
            await FluentActions.Awaiting(() => locking).Should().ThrowAsync<OperationCanceledException>();
        }

        for (var i = 0; i < 3; i++)
        {
            await using var transaction = await store.BeginAsync(Token);
            (await transaction.TryLockPositionAsync(Subscription, Token).AsTask().WithinLimitAsync("a transaction")).Should().Be(0);
        }
    }

    [Fact]
    public void One_connection_is_not_enough()
    {
        FluentActions.Invoking(() => Open(connections: 1)).Should().Throw<PoConfigurationException>()
            .WithMessage("*needs at least two connections*Maximum Pool Size=1*");
    }

    [Fact]
    public async Task Who_waits_for_a_lock_for_longer_than_the_store_is_willing_to_is_told_that_it_is_busy()
    {
        await using var holder = await Store.BeginAsync(Token);
        await holder.TryLockPositionAsync(Subscription, Token);
        await using var impatient = new PostgresStore(new PostgresStoreOptions
        {
            ConnectionString = Fixture.ConnectionString,
            LockTimeout = TimeSpan.FromMilliseconds(50),
            Listen = false,
        });
        await using var waiting = await impatient.BeginAsync(Token);

        var wait = async () => await waiting.LockPositionAsync(Subscription, Token);

        (await wait.Should().ThrowAsync<StoreBusyException>()).Which.Waited.Should().Be(TimeSpan.FromMilliseconds(50));
    }

    private PostgresStore Open(int connections) => new(new PostgresStoreOptions
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(Fixture.ConnectionString)
        {
            MaxPoolSize = connections,
            MinPoolSize = 0,
            ApplicationName = $"few {Guid.NewGuid():N}",
        }.ConnectionString,
        Listen = false,
    });

    private string Subscription => Group;
}
