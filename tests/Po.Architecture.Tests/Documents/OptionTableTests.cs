using System.Globalization;
using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public partial class OptionTableTests
{
    private const int Mebi = 1024 * 1024;

    [Theory]
    [InlineData("docs/guides/subscriptions.md", typeof(SubscriptionOptions))]
    [InlineData("docs/guides/snapshots.md", typeof(SnapshotOptions))]
    public void A_guide_lists_every_option_with_its_default(string guide, Type options)
    {
        var defaults = Activator.CreateInstance(options);

        var rows = Row().Matches(Repository.Read(guide)).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value);

        rows.Keys.Should().BeEquivalentTo(options.GetProperties().Select(property => property.Name));
        rows.Where(row => Format(options.GetProperty(row.Key)!.GetValue(defaults)) is { } value && value != row.Value).Should().BeEmpty();
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
