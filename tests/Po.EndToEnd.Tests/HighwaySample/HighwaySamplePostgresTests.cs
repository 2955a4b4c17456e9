using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Po.EndToEnd.Tests.GitHistory;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.HighwaySample;

/// <summary>The sample on a PostgreSQL database of its own.</summary>
public sealed class HighwaySamplePostgresTests : IAsyncLifetime
{
    private PostgresDatabase? _database;

    private string ConnectionString => _database!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        _database = await PostgresServer.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_car_is_counted_once_though_workers_are_killed_and_frozen_and_a_car_is_parked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot freeze a process with a signal.");

        var run = await HighwayProgram.RunAsync(
            "--db", ConnectionString, "--no-input", "--workers", "3", "--cars", "150", "--rate", "150",
            "--kill", "2", "--freeze", "1", "--poison", "1");

        run.ShouldProve();
        run.Count(" is killed.").Should().Be(2);
        run.Count(" is frozen.").Should().Be(1);
        run.Count(" is thawed.").Should().Be(1);
        run.Count(" was started.").Should().Be(5);
        run.Count("There is a tariff now for ufo-1-1.").Should().Be(1);
        run.Count("Nothing of 'highway-ufo-1-1' is parked any more.").Should().Be(1);
        run.Text.Should().NotContain("\e", "there is no terminal");
    }

    [Fact]
    public async Task Takes_its_workers_along_when_it_is_told_to_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var run = HighwayProgram.Start("--db", ConnectionString, "--no-input", "--workers", "2");
        await Eventually.IsTrueAsync("both workers count cars", async token => await CountWorkersAsync(token) > 0);

        using (var kill = Process.Start("kill", ["-TERM", run.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var outcome = await Processes.EndAsync(run);
        outcome.ExitCode.Should().Be(143);
        outcome.Errors.Should().Be("Interrupted: the workers have ended, nothing is proved.\n");
        (await ReadConnectionsAsync()).Should().Be(0, "nobody is connected any more");
    }

    [Fact]
    public async Task Says_that_the_database_does_not_exist()
    {
        var missing = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "nowhere" }.ConnectionString;

        var run = await HighwayProgram.RunAsync("--db", missing, "--no-input");

        run.ExitCode.Should().Be(2);
        run.Errors.Should().Match("The PostgreSQL database cannot be used: 3D000: database \"nowhere\" does not exist*");
    }

    private async Task<long> CountWorkersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync("SELECT count(*) FROM highway_workers", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }

    // A server notices a moment later that a client has gone.
    private async Task<long> ReadConnectionsAsync()
    {
        var connections = 0L;
        await Eventually.IsTrueAsync("the connections are closed", async token =>
        {
            connections = await ReadAsync(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", token);
            return connections == 0;
        });
        return connections;
    }

    private async Task<long> ReadAsync(string query, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(query, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
