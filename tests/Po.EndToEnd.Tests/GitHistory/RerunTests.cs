using static Po.EndToEnd.Tests.GitHistory.FastImport;

namespace Po.EndToEnd.Tests.GitHistory;

public sealed class RerunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Appends_only_the_new_commits()
    {
        var git = await InitAsync();
        await RunAsync(git);
        var more = new FastImport();
        var first = more.Commit(Utf8("New One <new@example.org>"), Utf8("More"), 1_700_000_000, [], from: "refs/heads/main^0");
        more.Commit(Utf8("Author 1 <author1@example.org>"), Utf8("And more"), 1_700_000_001, [], first);
        await git.ImportAsync(more);

        var second = (await Sample.RunAsync(git.Folder, "--db", Database)).ShouldSucceed();
        var third = (await Sample.RunAsync(git.Folder, "--db", Database)).ShouldSucceed();

        second.Text.Should().StartWith("302 commits, 2 messages appended now.");
        third.Text.Should().StartWith("302 commits, 0 messages appended now.");
        (await CountAsync("commit-recorded")).Should().Be(302);
        await ShouldAgreeAsync(git);
    }

    [Fact]
    public async Task Takes_commits_back_that_HEAD_no_longer_reaches_and_counts_them_again_when_it_does()
    {
        var git = await InitAsync();
        await RunAsync(git);
        var before = await ReadModelDump.ReadAsync(Database);

        await git.RunAsync("update-ref", "refs/heads/main", "main~40");
        await ShouldAgreeAsync(git);
        (await CountAsync("commit-dropped")).Should().Be(40);

        await git.RunAsync("update-ref", "refs/heads/main", "main@{1}");
        await ShouldAgreeAsync(git);
        (await CountAsync("commit-recorded")).Should().Be(340);
        (await ReadModelDump.ReadAsync(Database)).Should().BeEquivalentTo(
            before, options => options.Excluding(dump => dump.Streams).WithStrictOrdering());

        await git.RunAsync("symbolic-ref", "HEAD", "refs/heads/nothing");
        (await RunAsync(git)).Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Moves_commits_to_another_author_when_the_mailmap_changes()
    {
        var git = await InitAsync();
        await RunAsync(git);

        await File.WriteAllTextAsync(
            Path.Combine(git.Folder, ".mailmap"),
            "Author Null <null@example.org> <author0@example.org>\n",
            TestContext.Current.CancellationToken);

        (await ShouldAgreeAsync(git)).Text.Should().Contain("\tAuthor Null <null@example.org>").And.NotContain("author0");
        (await CountAsync("commit-dropped")).Should().BePositive();
    }

    [Fact]
    public async Task Two_runs_at_once_share_the_work()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        await git.ImportAsync(Histories.Large(commits: 3_000, seed: 5));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync(git)));

        var expected = await git.ShortlogAsync();
        outcomes.Should().AllSatisfy(outcome => outcome.Lines.Should().Equal(expected.Lines));
        (await CountAsync("commit-recorded")).Should().Be(3_000);
        (await ReadModelDump.ReadAsync(Database)).Files.Sum(row => long.Parse(row.Split('|')[1], null))
            .Should().Be((await git.CountChangesAsync()).Values.Sum());
    }

    [Fact]
    public async Task Keeps_the_histories_of_two_repositories_apart()
    {
        var git = await InitAsync();
        var other = await Git.InitAsync(_folder["other"]);
        await RunAsync(git);

        var refused = await Sample.RunAsync(other.Folder, "--db", Database, "--plain");

        refused.ExitCode.Should().Be(2);
        refused.Output.Should().BeEmpty();
        refused.Errors.Should().Match($"The database '{Database}' holds the history of '*repository*', not of '*other*': *\n");
        await ShouldAgreeAsync(git);
    }

    private string Database => _folder["history.db"];

    private async Task<Git> InitAsync()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        await git.RunAsync("config", "core.logAllRefUpdates", "true");
        await git.ImportAsync(Histories.Large(commits: 300, seed: 4));
        return git;
    }

    private Task<long> CountAsync(string type) => ReadModelDump.CountMessagesAsync(Database, type);

    private async Task<Outcome> RunAsync(Git git) =>
        (await Sample.RunAsync(git.Folder, "--db", Database, "--plain")).ShouldSucceed();

    private async Task<Outcome> ShouldAgreeAsync(Git git)
    {
        var printed = await RunAsync(git);
        printed.Lines.Should().Equal((await git.ShortlogAsync()).Lines);
        return printed;
    }
}
