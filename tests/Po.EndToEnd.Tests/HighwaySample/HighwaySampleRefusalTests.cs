namespace Po.EndToEnd.Tests.HighwaySample;

public sealed class HighwaySampleRefusalTests
{
    [Theory]
    [InlineData]
    [InlineData("--db", "")]
    [InlineData("--no-input")]
    public Task Says_that_it_needs_a_database(params string[] arguments) => ShouldRefuseAsync(
        "The highway needs a PostgreSQL database: --db with a connection string (Host=…) or a URL (postgres://…). "
        + "With --store sqlite a file is enough.\n",
        arguments);

    [Fact]
    public Task Says_that_SQLite_needs_a_file() => ShouldRefuseAsync("--store sqlite needs --db with a file.\n", "--store", "sqlite");

    [Theory]
    [InlineData("--workers goes from 1 to 32.\n", "--workers", "0")]
    [InlineData("--workers goes from 1 to 32.\n", "--workers", "33")]
    [InlineData("--cars goes from 1 to 1000000.\n", "--cars", "0")]
    [InlineData("--kill goes from 0 to 100.\n", "--kill", "-1")]
    [InlineData("--seconds goes from 1 to *.\n", "--seconds", "0")]
    [InlineData("*'many'*\n", "--cars", "many")]
    [InlineData("*'paper'*\n", "--store", "paper")]
    [InlineData("*'--unknown'*\n", "--unknown")]
    public Task Refuses_arguments_that_it_does_not_understand(string sentence, params string[] arguments) =>
        ShouldRefuseAsync(sentence, ["--db", "Host=127.0.0.1;Port=1", .. arguments]);

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=ada;Password=secret", "The PostgreSQL database cannot be used: *127.0.0.1:1*\n")]
    [InlineData("Password=secret", "*names no host*\n")]
    public async Task Says_that_the_server_cannot_be_reached_and_keeps_the_password_to_itself(string database, string sentence)
    {
        var errors = await ShouldRefuseAsync(sentence, "--db", database, "--no-input");

        errors.Should().NotContain("secret");
    }

    private static async Task<string> ShouldRefuseAsync(string sentence, params string[] arguments)
    {
        var run = await HighwayProgram.RunAsync(arguments);

        run.Errors.Should().Match(sentence);
        run.Errors.Should().EndWith("\n").And.Subject.Count(c => c == '\n').Should().Be(1, "it is one sentence");
        run.Text.Should().BeEmpty();
        run.ExitCode.Should().Be(2);
        return run.Errors;
    }
}
