using Po.EndToEnd.Tests.GitHistory;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.AotSmoke;

/// <summary>The program that <c>.ci/run</c> publishes as a native binary, here as it is built: with reflection off, but compiled at run time.</summary>
public sealed class AotSmokeTests : IDisposable
{
    private static readonly string Assembly = BuiltProgram.Find(Path.Combine("tests", "Po.AotSmoke"), "Po.AotSmoke");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Does_its_work_on_SQLite_again_and_again()
    {
        ShouldSucceed(await RunAsync("sqlite", _folder["smoke.db"]));
        ShouldSucceed(await RunAsync("sqlite", _folder["smoke.db"]));
    }

    [Fact]
    public async Task Does_its_work_on_PostgreSQL()
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var database = await PostgresServer.CreateDatabaseAsync();

        ShouldSucceed(await RunAsync("postgres", database.ConnectionString));
    }

    [Fact]
    public async Task Says_what_it_takes_when_it_is_given_something_else()
    {
        var outcome = await RunAsync("oracle", "somewhere");

        outcome.ExitCode.Should().Be(2);
        outcome.Errors.Should().StartWith("Usage: ");
    }

    public void Dispose() => _folder.Dispose();

    private static void ShouldSucceed(Outcome outcome)
    {
        var lines = outcome.ShouldSucceed().Lines;
        lines.Should().HaveCount(8);
        lines[0].Should().Be("ready");
        lines[^1].Should().MatchRegex(@"^resident \d+ bytes when ready, \d+ bytes at most$");
    }

    private Task<Outcome> RunAsync(string store, string database) =>
        Processes.EndAsync(Processes.Start(BuiltProgram.Dotnet, _folder.Path, [Assembly, store, database]));
}
