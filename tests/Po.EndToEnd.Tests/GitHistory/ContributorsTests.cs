namespace Po.EndToEnd.Tests.GitHistory;

public sealed class ContributorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task Prints_the_contributors_of_an_odd_history_byte_for_byte_as_Git_does(string store)
    {
        var git = await OddAsync();

        var printed = await Sample.RunWithAsync("XDG_CACHE_HOME", _folder["cache"], git.Folder, "--store", store, "--plain");

        var expected = await git.ShortlogAsync();
        expected.Lines.Should().HaveCountGreaterThan(10);
        printed.ShouldSucceed().Lines.Should().Equal(expected.Lines);
        Directory.Exists(_folder["cache"]).Should().Be(store == "sqlite");
    }

    [Fact]
    public async Task Prints_the_contributors_of_several_thousand_commits()
    {
        var git = await Git.InitAsync(_folder["large"]);
        await git.ImportAsync(Histories.Large(commits: 5_000, seed: 1));

        var printed = await RunAsync(git.Folder);

        printed.Lines.Should().Equal((await git.ShortlogAsync()).Lines);
        var database = await ReadModelDump.ReadAsync(_folder["db"]);
        database.Streams.Should().OnlyContain(stream => HasNoHoles(stream));
        (await ReadModelDump.CountMessagesAsync(_folder["db"], "commit-recorded")).Should().Be(5_000);
    }

    [Fact]
    public async Task Counts_the_changes_of_each_file_as_Git_does()
    {
        var git = await OddAsync();

        await RunAsync(git.Folder);

        var files = (await ReadModelDump.ReadAsync(_folder["db"])).Files
            .Select(row => row.Split('|')).ToDictionary(row => row[0], row => long.Parse(row[1], null));
        files.Should().Equal(await git.CountChangesAsync());
    }

    [Fact]
    public async Task Reads_a_bare_repository_with_the_mailmap_of_its_last_commit()
    {
        var git = await Git.InitAsync(_folder["bare.git"], bare: true);
        var import = Histories.Odd();
        import.Commit(
            FastImport.Utf8("Ada <ada@old.example.org>"), FastImport.Utf8("Map"), 1_600_000_000,
            [FastImportChange.Write(".mailmap", Histories.Mailmap)]);
        await git.ImportAsync(import);

        var printed = await RunAsync(git.Folder);

        printed.Lines.Should().Equal((await git.ShortlogAsync()).Lines);
        printed.Text.Should().Contain("\tAda Lovelace <ada@example.org>").And.NotContain("ada@old.example.org");
    }

    [Fact]
    public async Task Reads_a_subfolder_a_detached_head_and_a_linked_work_tree()
    {
        var git = await OddAsync();
        await git.RunAsync("update-ref", "--no-deref", "HEAD", "main~5");
        await git.RunAsync("worktree", "add", "--quiet", "--no-checkout", _folder["linked"], "main~20");
        var linked = new Git(_folder["linked"]);
        Directory.CreateDirectory(Path.Combine(git.Folder, "some", "folder"));

        var inSubfolder = await RunAsync(Path.Combine(git.Folder, "some", "folder"));
        var inLinked = await Sample.RunAsync(linked.Folder, "--db", _folder["linked.db"], "--plain");

        inSubfolder.Lines.Should().Equal((await git.ShortlogAsync()).Lines);
        inLinked.ShouldSucceed().Lines.Should().Equal((await linked.ShortlogAsync()).Lines);
        inLinked.Text.Should().NotBe(inSubfolder.Text);
    }

    [Fact]
    public async Task Reads_a_shallow_clone_and_what_deepening_brings()
    {
        var git = await OddAsync();
        await git.RunAsync("clone", "--quiet", "--no-checkout", "--depth", "9", $"file://{git.Folder}", _folder["shallow"]);
        var shallow = new Git(_folder["shallow"]);

        var before = await RunAsync(shallow.Folder);

        before.Lines.Should().Equal((await shallow.ShortlogAsync()).Lines);
        await shallow.RunAsync("fetch", "--quiet", "--unshallow");
        (await RunAsync(shallow.Folder)).Lines.Should().Equal((await shallow.ShortlogAsync()).Lines);
    }

    [Fact]
    public async Task Prints_nothing_for_a_repository_without_commits_and_starts_when_there_are_some()
    {
        var git = await Git.InitAsync(_folder["empty"]);

        (await RunAsync(git.Folder)).Output.Should().BeEmpty();
        (await Sample.RunAsync(git.Folder, "--db", _folder["db"])).ShouldSucceed().Text.Should().StartWith("0 commits");

        await git.ImportAsync(Histories.Large(commits: 5, seed: 2));
        (await RunAsync(git.Folder)).Lines.Should().Equal((await git.ShortlogAsync()).Lines);
    }

    [Theory]
    [InlineData("-n")]
    [InlineData("@file")]
    [InlineData("a folder; with $(odd) \"name\"")]
    public async Task Takes_the_path_as_it_is(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            name = name.Replace('"', '\'');
        }

        var git = await Git.InitAsync(_folder[name]);
        await git.ImportAsync(Histories.Large(commits: 5, seed: 3));

        var printed = await Sample.RunInAsync(_folder.Path, "--plain", "--db", _folder["db"], "--", name);

        printed.ShouldSucceed().Lines.Should().Equal((await git.ShortlogAsync()).Lines);
    }

    [Fact]
    public async Task Reads_a_commit_that_is_larger_than_a_message_may_be_by_default()
    {
        var git = await Git.InitAsync(_folder["wide"]);
        var import = new FastImport();
        import.Commit(
            FastImport.Utf8("Ada <ada@example.org>"), FastImport.Utf8("Everything"), 1_600_000_000,
            Enumerable.Range(0, 20_000).Select(i => FastImportChange.Write($"a/long/path/that/goes/on/and/on/{i}.txt", "x\n")));
        await git.ImportAsync(import);

        (await RunAsync(git.Folder)).Lines.Should().Equal((await git.ShortlogAsync()).Lines);

        (await ReadModelDump.ReadAsync(_folder["db"])).Files.Should().HaveCount(20_000);
    }

    [Fact]
    public async Task Reads_a_clone_that_lacks_contents()
    {
        var git = await OddAsync();
        var blobs = (await git.RunAsync("rev-parse", "main~50:README", "main~30:漢字/🚀")).Lines;
        foreach (var blob in blobs)
        {
            File.Delete(Path.Combine(git.Folder, ".git", "objects", blob[..2], blob[2..]));
        }

        var printed = await Sample.RunAsync(git.Folder, "--db", _folder["db"], "--plain");

        printed.ExitCode.Should().Be(0);
        printed.Errors.Should().MatchRegex("^This clone lacks contents that [2-9] of the new commits refer to: [^\n]*\n$");
        printed.Lines.Should().Equal((await git.ShortlogAsync()).Lines);
        (await ReadModelDump.ReadAsync(_folder["db"])).Files.Should().Contain(file => file.StartsWith("README|"));
    }

    [Fact]
    public async Task Draws_tables_and_a_chart_without_escape_codes_when_the_output_is_no_terminal()
    {
        var git = await OddAsync();

        var printed = (await Sample.RunAsync(git.Folder, "--store", "memory")).ShouldSucceed();

        printed.Text.Should().Contain("Contributors").And.Contain("Most-changed files").And.Contain("Commits per month")
            .And.Contain("README").And.Contain("2017-07").And.NotContain("\u001b");
    }

    private static bool HasNoHoles(string stream)
    {
        var columns = stream.Split('|');
        return columns[^1] == columns[^2];
    }

    private async Task<Git> OddAsync()
    {
        var git = await Git.InitAsync(_folder["odd"]);
        // One file for each object, so that a test can take one away.
        await git.RunAsync("config", "fastimport.unpackLimit", "100000");
        await git.ImportAsync(Histories.Odd());
        await File.WriteAllTextAsync(
            Path.Combine(git.Folder, ".mailmap"), Histories.Mailmap, TestContext.Current.CancellationToken);
        return git;
    }

    private async Task<Outcome> RunAsync(string repository) =>
        (await Sample.RunAsync(repository, "--db", _folder["db"], "--plain")).ShouldSucceed();
}
