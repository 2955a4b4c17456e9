namespace Po.EndToEnd.Tests.GitHistory;

public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Says_that_there_is_no_folder() =>
        ShouldRefuse(await Sample.RunAsync(_folder["nowhere"]), "There is no folder '*nowhere' to read a Git repository from.");

    [Fact]
    public async Task Says_that_a_folder_is_no_repository() =>
        ShouldRefuse(await Sample.RunAsync(_folder.Path), "'*' is no repository that Git can read: not a git repository*.");

    [Fact]
    public async Task Says_that_Git_is_missing() =>
        ShouldRefuse(await Sample.RunWithAsync("PATH", _folder.Path, _folder.Path), "Git cannot be started*");

    [Theory]
    [InlineData("--store", "memory", "--db", "file")]
    [InlineData("--store", "paper")]
    [InlineData("--db", "")]
    [InlineData("--unknown")]
    [InlineData("one", "two")]
    public async Task Refuses_arguments_that_it_does_not_understand(params string[] arguments) =>
        ShouldRefuse(await Sample.RunAsync(arguments), "*");

    [Theory]
    [InlineData()]
    [InlineData("--db", "")]
    public async Task Says_that_PostgreSQL_needs_a_database(params string[] arguments) => ShouldRefuse(
        await Sample.RunAsync([_folder.Path, "--store", "postgres", .. arguments]),
        "--store postgres needs --db with a connection string (Host=…) or a URL (postgres://…).");

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=ada;Password=secret", "The PostgreSQL database cannot be used: *127.0.0.1:1: *")]
    [InlineData("postgres://ada:secret@127.0.0.1:1/history", "The PostgreSQL database cannot be used: *127.0.0.1:1: *")]
    [InlineData("postgres://ada:secret@nowhere.invalid/history", "The PostgreSQL database cannot be used: *")]
    [InlineData("Password=secret", "*names no host*")]
    [InlineData("some secret", "*cannot be read*")]
    public async Task Says_that_the_server_cannot_be_reached_and_keeps_the_password_to_itself(string database, string sentence)
    {
        var git = await Git.InitAsync(_folder["repository"]);

        var refused = await Sample.RunAsync(git.Folder, "--store", "postgres", "--db", database);

        ShouldRefuse(refused, sentence);
        refused.Errors.Should().NotContain("secret");
    }

    [Fact]
    public async Task Says_that_a_file_is_no_database()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        await File.WriteAllTextAsync(
            _folder["text"], new string('x', 5_000), TestContext.Current.CancellationToken);

        ShouldRefuse(await Sample.RunAsync(git.Folder, "--db", _folder["text"]), "*'*text' cannot be used: *");
        (await File.ReadAllTextAsync(_folder["text"], TestContext.Current.CancellationToken)).Should().Be(new string('x', 5_000));
    }

    [Fact]
    public async Task Says_that_a_folder_is_no_database()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        Directory.CreateDirectory(_folder["folder"]);

        ShouldRefuse(await Sample.RunAsync(git.Folder, "--db", _folder["folder"]), "*'*folder' cannot be used: *");
    }

    [Fact]
    public async Task Says_that_the_folder_of_a_database_cannot_be_made()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        await File.WriteAllTextAsync(_folder["file"], "", TestContext.Current.CancellationToken);

        ShouldRefuse(
            await Sample.RunAsync(git.Folder, "--db", Path.Combine(_folder["file"], "db")), "There is no folder for the database '*");
    }

    [Fact]
    public async Task Says_that_a_history_is_broken_without_a_stack_trace()
    {
        var git = await Git.InitAsync(_folder["repository"]);
        await git.ImportAsync(Histories.Large(commits: 10, seed: 6));
        foreach (var pack in Directory.EnumerateFiles(Path.Combine(git.Folder, ".git", "objects"), "*", SearchOption.AllDirectories))
        {
            File.Delete(pack);
        }

        var outcome = await Sample.RunAsync(git.Folder, "--db", _folder["db"], "--plain");

        outcome.ExitCode.Should().Be(1);
        outcome.Output.Should().BeEmpty();
        outcome.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which.Should().StartWith("Git ended");
    }

    private static void ShouldRefuse(Outcome outcome, string sentence) => outcome.ShouldRefuse(sentence);
}
