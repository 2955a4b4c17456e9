using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public class SourceFileTests
{
    private const int LongestSource = 400;
    private const int LongestSql = 80;
    private const int LongestProject = 25;

    [Fact]
    public void No_source_file_is_too_long_to_read() => TooLong("src/", ".cs", LongestSource).Should().BeEmpty();

    [Fact]
    public void No_SQL_file_is_too_long_to_read() => TooLong("src/", ".sql", LongestSql).Should().BeEmpty();

    [Fact]
    public void What_projects_share_is_not_repeated_in_them() => TooLong("src/", ".csproj", LongestProject).Should().BeEmpty();

    [Fact]
    public void A_file_declares_the_type_that_it_is_named_after() =>
        Repository.FilesUnder("src/", ".cs")
            .Where(file => !Regex.IsMatch(Repository.Read(file), $@"\b(class|struct|record|interface|enum|delegate)\s(.*\s)?{TypeName(file)}\b"))
            .Should().BeEmpty();

    [Fact]
    public void Nothing_is_switched_off_folded_away_or_left_for_later()
    {
        var marks = new Regex(@"^\s*#(pragma|region)\b|\bTO" + @"DO\b|\bFIX" + @"ME\b", RegexOptions.Multiline);

        Repository.FilesUnder("src/", ".cs").Where(file => marks.IsMatch(Repository.Read(file))).Should().BeEmpty();
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Po.Hosting.sln").Replace('\\', '/');

        Repository.FilesUnder("", ".csproj").Where(project => !solution.Contains($"\"{project}\"")).Should().BeEmpty();
    }

    private static IEnumerable<string> TooLong(string folder, string extension, int longest) =>
        Repository.FilesUnder(folder, extension).Where(file => Repository.ReadLines(file).Length > longest);

    // SqliteStore.Append.cs holds a part of SqliteStore, IHandlerOfT.cs holds IHandler<T>.
    private static string TypeName(string file)
    {
        var name = Path.GetFileName(file).Split('.')[0];
        return name.EndsWith("OfT", StringComparison.Ordinal) ? name[..^3] : name;
    }
}
