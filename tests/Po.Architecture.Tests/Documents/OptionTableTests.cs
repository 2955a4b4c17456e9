using System.Globalization;
using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public partial class OptionTableTests
{
    private const int Mebi = 1024 * 1024;

    [Fact]
    public void The_guide_lists_every_option_of_a_subscription_with_its_default()
    {
        var defaults = new SubscriptionOptions();

        var rows = Row().Matches(Repository.Read("docs/guides/subscriptions.md"))
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value);

        rows.Keys.Should().BeEquivalentTo(typeof(SubscriptionOptions).GetProperties().Select(property => property.Name));
        rows.Where(row => Format(typeof(SubscriptionOptions).GetProperty(row.Key)!.GetValue(defaults)) is { } value && value != row.Value)
            .Should().BeEmpty();
    }

    [Fact]
    public void The_guide_lists_every_option_of_snapshots_with_its_default()
    {
        var defaults = new SnapshotOptions();

        var rows = Row().Matches(Repository.Read("docs/guides/snapshots.md"))
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value);

        rows.Keys.Should().BeEquivalentTo(typeof(SnapshotOptions).GetProperties().Select(property => property.Name));
        rows.Where(row => Format(typeof(SnapshotOptions).GetProperty(row.Key)!.GetValue(defaults)) is { } value && value != row.Value)
            .Should().BeEmpty();
    }

    // Null where words say what no value means.
    private static string? Format(object? value) => value switch
    {
        >= Mebi and int bytes => $"{bytes / Mebi} MiB",
        int count => count.ToString("N0", CultureInfo.InvariantCulture),
        TimeSpan { TotalSeconds: >= 1 } time => $"{time.TotalSeconds:0} s",
        TimeSpan time => $"{time.TotalMilliseconds:0} ms",
        Enum choice => $"`{choice}`",
        _ => null,
    };

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z]+)` \| (?<default>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
