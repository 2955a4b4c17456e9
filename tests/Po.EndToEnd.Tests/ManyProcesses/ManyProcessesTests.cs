using System.Diagnostics;
using System.Globalization;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.ManyProcesses;

/// <summary>
/// Real processes on one database, all appending and all with the same subscriptions, through crashes of processes and of the server.
/// PO_CRASH_CYCLES sets the number of crashes (2).
/// </summary>
public sealed class ManyProcessesTests(ITestOutputHelper output)
{
    private const int Processes = 3;

    // At least this much is done by every subscription between two crashes.
    private const int Messages = 30;

    private static readonly int Cycles =
        int.TryParse(Environment.GetEnvironmentVariable("PO_CRASH_CYCLES"), CultureInfo.InvariantCulture, out var cycles) ? cycles : 2;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Others_take_over_when_a_process_is_killed_and_nothing_is_lost_or_doubled(bool throughPgBouncer)
    {
        Skip(throughPgBouncer ? await PgBouncer.GetReasonToSkipAsync() : await PostgresServer.GetReasonToSkipAsync());
        await using var database = await PostgresServer.CreateDatabaseAsync();
        await using var bouncer = throughPgBouncer ? await PgBouncer.StartAsync(database.ConnectionString) : null;
        await using var fleet = new Fleet(database.ConnectionString, bouncer);
        await fleet.Ledger.CreateAsync();
        await fleet.StartAsync(Processes);

        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await fleet.GoOnAsync(Messages);
            var subscription = Fleet.Subscriptions[cycle % Fleet.Subscriptions.Count];
            var last = await fleet.Ledger.ReadLastAsync(subscription, TestContext.Current.CancellationToken);
            var victim = fleet.Running.Single(worker => worker.Name == last.Process);
            await fleet.KillAsync(victim);

            var clock = Stopwatch.StartNew();
            await Eventually.IsTrueAsync(
                $"another process goes on with '{subscription}' after {victim.Name} was killed",
                async token => (await fleet.Ledger.ReadLastAsync(subscription, token)).Process is { } process && process != victim.Name);
            output.WriteLine($"{victim.Name} killed, '{subscription}' taken over after {clock.ElapsedMilliseconds} ms");
            await fleet.StartAsync(1);
        }

        await fleet.GoOnAsync(Messages);
        await fleet.ShouldHaveLostAndDoubledNothingAsync();
        output.WriteLine(fleet.Describe());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_lost_or_doubled_when_the_server_crashes_under_load(bool throughPgBouncer)
    {
        Skip(throughPgBouncer ? await PgBouncer.GetReasonToSkipAsync() : null);
        await using var cluster = await PostgresCluster.StartAsync();
        Skip(cluster is null ? "A server that can be crashed needs the programs of PostgreSQL (Debian: postgresql)." : null);
        await using var bouncer = throughPgBouncer ? await PgBouncer.StartAsync(cluster!.ConnectionString) : null;
        await using var fleet = new Fleet(cluster!.ConnectionString, bouncer);
        await fleet.Ledger.CreateAsync();
        await fleet.StartAsync(Processes);

        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await fleet.GoOnAsync(Messages);
            var clock = Stopwatch.StartNew();
            await cluster.RestartAsync("immediate");
            fleet.Ledger.Reconnect();
            var down = clock.ElapsedMilliseconds;
            await fleet.GoOnAsync(1);
            output.WriteLine($"server restarted in {down} ms, all subscriptions at work {clock.ElapsedMilliseconds - down} ms later");
        }

        await fleet.GoOnAsync(Messages);
        await fleet.ShouldHaveLostAndDoubledNothingAsync();
        output.WriteLine(fleet.Describe());
    }

    private static void Skip(string? reason) => Assert.SkipWhen(reason is not null, reason ?? "");
}
