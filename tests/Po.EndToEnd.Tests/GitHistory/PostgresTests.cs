using Npgsql;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>The sample on a PostgreSQL database of its own.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
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
        _folder.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Keeps_of_an_odd_history_what_it_keeps_in_SQLite_and_prints_what_Git_prints()
    {
        var git = await Git.InitAsync(_folder["odd"]);
        await git.ImportAsync(Histories.Odd());
        var mailmap = Path.Combine(git.Folder, ".mailmap");
        await File.WriteAllTextAsync(mailmap, Histories.Mailmap, TestContext.Current.CancellationToken);

        var printed = await RunAsync(git);

        (await Sample.RunAsync(git.Folder, "--db", _folder["db"], "--plain")).ShouldSucceed();
        printed.Lines.Should().Equal((await git.ShortlogAsync()).Lines);
        (await PostgresReadModelDump.ReadAsync(ConnectionString)).Should().BeEquivalentTo(
            await ReadModelDump.ReadAsync(_folder["db"]), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Keeps_names_and_paths_that_are_longer_than_an_entry_of_an_index()
    {
        var git = await Git.InitAsync(_folder["long"]);
        var import = new FastImport();
        var name = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i * 7_919 % 10_007:0000}"));
        var path = string.Join('/', Enumerable.Range(0, 20).Select(i => string.Concat(Enumerable.Range(0, 40).Select(j => $"{i * 7_919 * (j + 1) % 10_007:0000}"))));
        import.Commit(FastImport.Utf8($"{name} <long@example.org>"), FastImport.Utf8("Long"), 1_600_000_000, [FastImportChange.Write(path, "x\n")]);
        await git.ImportAsync(import);

        (await RunAsync(git)).Lines.Should().Equal((await git.ShortlogAsync()).Lines);

        (await PostgresReadModelDump.ReadAsync(ConnectionString)).Files.Should().Equal($"{path}|1|1|0");
    }

    [Fact]
    public async Task Goes_on_after_SIGKILL_and_ends_as_a_run_that_was_left_alone()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        await git.ImportAsync(Histories.Large(commits: 4_000, seed: 8));
        (await Sample.RunAsync(git.Folder, "--db", _folder["db"], "--plain")).ShouldSucceed();

        using (var run = Sample.Start(Arguments(git)))
        {
            await StoresAsync(records: 1_000);
            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            run.ExitCode.Should().NotBe(0, "the run was still at work");
        }

        var printed = await RunAsync(git);
        var again = (await Sample.RunAsync(git.Folder, "--store", "postgres", "--db", ConnectionString)).ShouldSucceed();

        printed.Lines.Should().Equal((await git.ShortlogAsync()).Lines);
        again.Text.Should().StartWith("4,000 commits, 0 messages appended now.");
        (await PostgresReadModelDump.ReadAsync(ConnectionString)).Should().BeEquivalentTo(
            await ReadModelDump.ReadAsync(_folder["db"]), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Takes_a_URL_and_three_runs_at_once_share_the_work()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        await git.ImportAsync(Histories.Large(commits: 1_000, seed: 9));
        var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
        var password = parts.Password is null ? "" : $":{Uri.EscapeDataString(parts.Password)}";
        var url = $"postgres://{parts.Username}{password}@{parts.Host}:{parts.Port}/{parts.Database}";

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => Sample.RunAsync(git.Folder, "--store", "postgres", "--db", url, "--plain")));

        var expected = await git.ShortlogAsync();
        outcomes.Should().AllSatisfy(outcome => outcome.ShouldSucceed().Lines.Should().Equal(expected.Lines));
        (await PostgresReadModelDump.ReadAsync(ConnectionString)).Files.Sum(row => long.Parse(row.Split('|')[1], null))
            .Should().Be((await git.CountChangesAsync()).Values.Sum());
    }

    [Fact]
    public async Task Refuses_a_database_with_the_history_of_another_repository()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        var other = await Git.InitAsync(_folder["other"]);
        await RunAsync(git);

        var refused = await Sample.RunAsync(Arguments(other));

        refused.ShouldRefuse("The PostgreSQL database holds the history of '*repository*', not of '*other*': *");
    }

    [Fact]
    public async Task Says_that_the_database_does_not_exist()
    {
        var missing = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "nowhere" }.ConnectionString;
        var git = await Git.InitAsync(_folder["repository"]);

        var refused = await Sample.RunAsync(git.Folder, "--store", "postgres", "--db", missing);

        refused.ShouldRefuse("The PostgreSQL database cannot be used: 3D000: database \"nowhere\" does not exist*");
    }

    private string[] Arguments(Git git) => [git.Folder, "--store", "postgres", "--db", ConnectionString, "--plain"];

    private async Task<Outcome> RunAsync(Git git) => (await Sample.RunAsync(Arguments(git))).ShouldSucceed();

    private async Task StoresAsync(int records)
    {
        await using var dataSource = NpgsqlDataSource.Create(ConnectionString);
        await Eventually.IsTrueAsync(
            $"{records} records are stored",
            async cancellationToken =>
            {
                await using var command = dataSource.CreateCommand(
                    "SELECT to_regclass('git_files') IS NOT NULL AND pg_sequence_last_value('po_records_global_number_seq') >= $1");
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = records });
                try
                {
                    return await command.ExecuteScalarAsync(cancellationToken) is true;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
                {
                    return false;
                }
            });
    }
}
