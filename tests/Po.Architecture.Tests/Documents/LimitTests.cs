using System.Globalization;
using System.Text.RegularExpressions;
using Po.Postgres;
using Po.Sqlite;

namespace Po.Architecture.Tests;

public partial class LimitTests
{
    private const int Kibi = 1024;

    // The options whose defaults the documents may quote.
    private static readonly object[] Defaults = [new PoLimits(), new SnapshotOptions(), new SubscriptionOptions(), new SqliteStoreOptions(), new PostgresStoreOptions()];

    [Theory]
    [InlineData("docs/guarantees.md")]
    [InlineData("docs/guides/limits.md")]
    public void The_limits_in_a_document_are_the_defaults_of_the_options(string document)
    {
        var quoted =
            (from Match row in Row().Matches(Repository.Read(document))
             from Match option in Option().Matches(row.Groups["options"].Value)
             select (Option: option.Groups["name"].Value, Limit: row.Groups["limit"].Value)).ToList();

        quoted.Should().NotBeEmpty();
        quoted.Where(pair => !DefaultsOf(pair.Option).Any(limit => Regex.IsMatch(pair.Limit, $@"(?<![\d,.]){Regex.Escape(limit)}\b"))).Should().BeEmpty();
    }

    [Fact]
    public void The_guide_lists_every_limit_of_an_append() =>
        Row().Matches(Repository.Read("docs/guides/limits.md")).SelectMany(row => Option().Matches(row.Groups["options"].Value))
            .Select(option => option.Groups["name"].Value)
            .Should().Contain(typeof(PoLimits).GetProperties().Select(property => property.Name));

    // Stores may have options of the same name.
    private static IEnumerable<string> DefaultsOf(string option) =>
        from owner in Defaults
        let property = owner.GetType().GetProperty(option)
        where property is not null
        select Format(option, property.GetValue(owner));

    private static string Format(string option, object? value) => value switch
    {
        int bytes when option.EndsWith("Bytes", StringComparison.Ordinal) =>
            bytes % (Kibi * Kibi) == 0 ? $"{bytes / Kibi / Kibi} MiB" : $"{bytes / Kibi} KiB",
        int count => count.ToString("N0", CultureInfo.InvariantCulture),
        TimeSpan time when time.TotalSeconds >= 1 => $"{time.TotalSeconds:0} s",
        TimeSpan time => $"{time.TotalMilliseconds:0} ms",
        var other => throw new InvalidOperationException($"{option} is {other}, which no table quotes."),
    };

    [GeneratedRegex(@"^\|[^|\n]+\|(?<limit>[^|\n]+)\|(?<options>[^|\n]*`[^|\n]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Za-z]+)`")]
    private static partial Regex Option();
}
