using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Po.Hosting.Tests;

// The examples of docs/guides/snapshots.md.
public sealed class SnapshotsGuideTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshots_are_saved_when_somebody_asks_and_deleted_at_any_time()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddMessage<Deposited>("deposited"));
        using var host = await builder.StartAsync();
        var account = new StreamId("account", "1");
        await host.Po().AppendAsync(account, [new Deposited(150), new Deposited(50)], cancellationToken: Token);
        await host.Po().SaveSnapshotAsync(account, new Balance(), Token);
        (await host.Po().ProjectAsync(account, new Balance(), Token)).State.Should().Be(new Balance.Sums(2, 2m));

        await SaveAndDeleteAsync(host.Po(), Token);

        (await host.Services.GetRequiredService<IStore>().ReadSnapshotAsync(account, "balance", Token)).Should().BeNull();
        (await host.Po().ProjectAsync(account, new Balance(), Token)).State.Should().Be(new Balance.Sums(2, 2m));
    }

    [Fact]
    public void The_configuration_is_that_of_the_guide()
    {
        var builder = TestHost.CreateBuilder();
        builder.Configuration.AddJsonStream(Guide.Json("snapshots.md"));
        builder.Services.AddPo(po => po.UseInMemory());
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<IOptions<PoOptions>>().Value.Snapshots;

        options.Should().BeEquivalentTo(
            new { EveryMessages = 500, FoldTime = TimeSpan.FromMilliseconds(50), CacheEntries = 10_000 });
    }

    private static async Task SaveAndDeleteAsync(IPo po, CancellationToken cancellationToken)
    {
        #region save
        // At night, so that nobody waits in the morning.
        var saved = await po.SaveSnapshotAsync(new StreamId("account", "1"), new Balance(), cancellationToken);
        Console.WriteLine($"The snapshot holds {saved?.Number ?? 0} messages.");

        // At any time, for whatever reason.
        await po.DeleteSnapshotAsync(new StreamId("account", "1"), "balance", cancellationToken);
        #endregion
    }

    #region projection
    private sealed class Balance : INamedSnapshot<Balance.Sums>, IHandler<Deposited>
    {
        public string SnapshotName => "balance";

        // Raised when the same members came to mean something else: euros instead of cents.
        public int SnapshotVersion => 2;

        // Instead of what the options say.
        public SnapshotPolicy? SnapshotPolicy => Po.SnapshotPolicy.Every(500);

        public Sums State { get; set; } = new(0, 0);

        public ValueTask HandleAsync(Message<Deposited> message, CancellationToken cancellationToken)
        {
            State = new(State.Deposits + 1, State.Total + (message.Data.Cents / 100m));
            return ValueTask.CompletedTask;
        }

        public sealed record Sums(int Deposits, decimal Total);
    }
    #endregion

    private sealed record Deposited(int Cents);
}
