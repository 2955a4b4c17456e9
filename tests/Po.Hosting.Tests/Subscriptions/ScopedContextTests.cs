using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

// What a handler and its collaborators learn from the context that they take by injection.
public sealed class ScopedContextTests : IDisposable
{
    private static readonly StreamId Door = new("doors", "1");
    private readonly string _folder = Directory.CreateTempSubdirectory("po-hosting-").FullName;

    [Fact]
    public async Task The_epoch_rises_with_every_host_that_leases_a_detached_subscription()
    {
        var seen = new List<string>();
        for (var run = 1; run <= 3; run++)
        {
            using var host = await StartAsync(options => options.Mode = SubscriptionMode.Detached);
            await host.Po().AppendAsync(Door, new Opened($"{run}"), cancellationToken: TestContext.Current.CancellationToken);
            await host.Po().CaughtUpAsync("counted");
            seen.AddRange(host.Journal().Entries);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        seen.Should().Equal("1 counts 1 in epoch 1", "2 counts 2 in epoch 2", "3 counts 3 in epoch 3");
    }

    [Fact]
    public async Task The_epoch_is_zero_where_a_transaction_fences()
    {
        using var host = await StartAsync(_ => { });

        await host.Po().AppendAsync(Door, new Opened("1"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("counted");

        host.Journal().Entries.Should().Equal("1 counts 1 in epoch 0");
    }

    [Fact]
    public async Task State_survives_a_restart_and_is_saved_with_the_position()
    {
        using (var first = await StartAsync(_ => { }))
        {
            await first.Po().AppendAsync(
                Door, [new Opened("1"), new Opened("2")], cancellationToken: TestContext.Current.CancellationToken);
            await first.Po().CaughtUpAsync("counted");
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        using var second = await StartAsync(_ => { });
        await second.Po().AppendAsync(Door, new Opened("3"), cancellationToken: TestContext.Current.CancellationToken);
        await second.Po().CaughtUpAsync("counted");
        var snapshot = await second.Services.GetRequiredService<IStore>()
            .ReadSnapshotAsync(new StreamId("doors"), "counted/count", TestContext.Current.CancellationToken);

        second.Journal().Entries.Should().Equal(["3 counts 3 in epoch 0"], "nothing comes again, and the count goes on");
        snapshot!.GlobalNumber.Should().Be(3);
    }

    [Fact]
    public async Task State_without_a_snapshot_is_built_again_and_the_handler_is_told_so()
    {
        using (var first = await StartAsync(_ => { }))
        {
            await first.Po().AppendAsync(
                Door, [new Opened("1"), new Opened("2")], cancellationToken: TestContext.Current.CancellationToken);
            await first.Po().CaughtUpAsync("counted");
            await first.Services.GetRequiredService<IStore>()
                .DeleteSnapshotAsync(new StreamId("doors"), "counted/count", TestContext.Current.CancellationToken);
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        using var second = await StartAsync(_ => { });
        await second.Po().AppendAsync(Door, new Opened("3"), cancellationToken: TestContext.Current.CancellationToken);
        await second.Po().CaughtUpAsync("counted");

        second.Journal().Entries.Should().Equal("1 counts 1 again", "2 counts 2 again", "3 counts 3 in epoch 0");
        (await ReadRowsAsync()).Should().Equal(["1", "2", "3"], "what is written while state is built again is rolled back");
    }

    [Fact]
    public async Task State_of_a_handler_that_is_made_anew_for_each_transaction_is_that_of_the_transaction_before()
    {
        using var host = await StartAsync(_ => { });

        for (var i = 1; i <= 3; i++)
        {
            await host.Po().AppendAsync(Door, new Opened($"{i}"), cancellationToken: TestContext.Current.CancellationToken);
            await host.Po().CaughtUpAsync("counted");
        }

        host.Journal().Entries.Should().Equal("1 counts 1 in epoch 0", "2 counts 2 in epoch 0", "3 counts 3 in epoch 0");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<List<string>> ReadRowsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "po.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM counted ORDER BY rowid";
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private Task<IHost> StartAsync(Action<SubscriptionOptions> configure)
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseSqlite(Path.Combine(_folder, "po.db"))
            .AddMessage<Opened>("opened")
            .AddSubscription<Counter>("counted", "doors", configure));
        return builder.StartAsync();
    }

    private sealed class Counter(Journal journal, ISubscriptionContext context) : IHandler<Opened>, INamedSnapshot<Counter.Count>
    {
        public string SnapshotName => "count";

        public Count State { get; set; } = new(0);

        public async ValueTask HandleAsync(Message<Opened> message, CancellationToken cancellationToken)
        {
            State = new(State.Value + 1);
            if (context.Epoch == 0)
            {
                await WriteRowAsync(message.Data.Name, cancellationToken);
            }

            journal.Write($"{message.Data.Name} counts {State.Value} {(context.IsRebuilding ? "again" : $"in epoch {context.Epoch}")}");
        }

        private async Task WriteRowAsync(string name, CancellationToken cancellationToken)
        {
            var transaction = await context.GetTransactionAsync(cancellationToken);
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "CREATE TABLE IF NOT EXISTS counted (name TEXT); INSERT INTO counted (name) VALUES ($name)";
            command.Parameters.Add(new SqliteParameter("$name", name));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public sealed record Count(int Value);
    }
}
