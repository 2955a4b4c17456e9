using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

// Several processes; what a handler does is appended in the transaction of its partition, so that the store tells what has happened how often.
[Collection(nameof(OnTheirOwn))]
public sealed class PartitionSharingTests : IAsyncDisposable
{
    private readonly PartitionLedger _ledger = new();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Theory]
    [InlineData(SubscriptionMode.Transactional)]
    [InlineData(SubscriptionMode.Detached)]
    public async Task A_process_that_joins_gets_its_share(SubscriptionMode mode)
    {
        _ledger.Options.Mode = mode;
        await _ledger.StartAsync();
        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [8], "the first to have all");

        await _ledger.StartAsync();
        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [4, 4], "two to have four each");

        await _ledger.StartAsync();
        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [3, 3, 2], "three to share");

        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
    }

    [Theory]
    [InlineData(SubscriptionMode.Transactional)]
    [InlineData(SubscriptionMode.Detached)]
    public async Task A_process_that_vanishes_is_taken_over_from_within_its_lease(SubscriptionMode mode)
    {
        _ledger.Options.Mode = mode;
        _ledger.Options.LeaseTime = TimeSpan.FromSeconds(10);
        var vanishing = await _ledger.StartAsync();
        await _ledger.StartAsync();
        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [4, 4], "two to have four each");

        vanishing.IsAway = true;
        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [8], "the other to have all");

        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
        (await _ledger.RowsAsync()).Should().OnlyContain(row => row.Owner != vanishing.InstanceId);
    }

    [Theory]
    [InlineData(SubscriptionMode.Transactional)]
    [InlineData(SubscriptionMode.Detached)]
    public async Task An_older_release_that_meets_a_newer_version_gives_all_its_partitions_away(SubscriptionMode mode)
    {
        _ledger.Options.Mode = mode;
        var old = await _ledger.StartAsync();
        await _ledger.StartAsync(A.Registry(po => po
            .AddMessage<Added>("added").AddMessage<Removed>("removed", version: 2).AddUpcaster("removed", 1, json => json)));
        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [4, 4], "two to have four each");

        await _ledger.AppendNewerAsync();

        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
        (await _ledger.RowsAsync()).Should().OnlyContain(row => row.Owner != old.InstanceId);
    }

    [Fact]
    public async Task More_processes_than_partitions_stand_by()
    {
        _ledger.Options.Partitions = 2;
        for (var i = 0; i < 4; i++)
        {
            await _ledger.StartAsync();
        }

        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [1, 1], "two to have one each");

        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
    }

    [Fact]
    public async Task Processes_come_and_go_and_nothing_is_lost_or_doubled()
    {
        var random = new Random(7);
        var processes = new List<PartitionLedger.Process> { await _ledger.StartAsync() };
        for (var round = 0; round < 12; round++)
        {
            var target = (await _ledger.CountAsync()) + 30;
            switch (random.Next(3))
            {
                case 0:
                    processes.Add(await _ledger.StartAsync());
                    break;
                case 1 when processes.Count > 1:
                    processes[0].IsAway = true;
                    processes.RemoveAt(0);
                    break;
                case 2 when processes.Count > 1:
                    await processes[0].StopAsync();
                    processes.RemoveAt(0);
                    break;
                default:
                    break;
            }

            await _ledger.LoadUntilAsync(async () => (await _ledger.CountAsync()) >= target, $"round {round}");
        }

        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
    }

    [Fact]
    public async Task A_number_that_differs_from_what_is_stored_is_warned_of()
    {
        var first = await _ledger.StartAsync();
        await _ledger.LoadUntilAsync(async () => (await _ledger.SharesAsync()) is [8], "the first to have all");
        await first.StopAsync();
        _ledger.Options.Partitions = 3;
        var second = await _ledger.StartAsync();

        await _ledger.CatchUpAsync();

        second.Subscription.Partitions.Should().HaveCount(8);
        second.Po.LogsOf(PoEventId.OtherPartitions).Should().ContainSingle()
            .Which.Message.Should().Contain("'s' goes on in 8 partitions".Replace("'", "", StringComparison.Ordinal)).And.Contain("RepartitionAsync");
        await _ledger.EachOnceInOrderAsync();
    }
}
