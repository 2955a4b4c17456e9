using static SQLitePCL.raw;

namespace Po.Sqlite.Tests.Connections;

public sealed class SqlFilesTests
{
    public static TheoryData<string> Names => [.. SqlFiles.Statements.Keys.Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_statement_can_be_prepared_on_the_schema(string name)
    {
        await using var database = new TestDatabase();
        await database.OpenAsync();
        await using var connection = await database.ConnectAsync();

        var prepared = 0;
        for (var rest = SqlFiles.Statements[name]; !string.IsNullOrWhiteSpace(rest);)
        {
            sqlite3_prepare_v2(connection.Handle!, rest, out var statement, out rest)
                .Should().Be(SQLITE_OK, sqlite3_errmsg(connection.Handle!).utf8_to_string());
            statement.Dispose();
            prepared++;
        }

        prepared.Should().Be(name == "configure_connection" ? 5 : 1);
    }

    [Fact]
    public void Every_file_says_what_it_is_for_and_fits_on_a_screen()
    {
        foreach (var (name, sql) in SqlFiles.Statements.Concat(SqlFiles.Migrations))
        {
            sql.Should().StartWith("-- ", "{0} has a header", name);
            sql.Split('\n').Length.Should().BeLessThanOrEqualTo(80, "{0} is one idea", name);
        }
    }
}
