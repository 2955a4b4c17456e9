using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Po;

// The id under which a partition is kept: name[3/8], from 0 on.
internal static partial class PartitionId
{
    public const int MaxCount = 1_024;

    public static string Of(string name, int index, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}[{index}/{count}]");

    public static bool Is(string id) => Form().IsMatch(id);

    public static bool TryParse(string id, [NotNullWhen(true)] out string? name, out int index, out int count)
    {
        var match = Form().Match(id);
        name = match.Success ? match.Groups["name"].Value : null;
        index = count = 0;
        return match.Success
            && int.TryParse(match.Groups["index"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    [GeneratedRegex(@"^(?<name>.*)\[(?<index>[0-9]+)/(?<count>[0-9]+)\]\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();
}
