using System.Globalization;

namespace Po.Chaos;

/// <summary>What a worker tells whoever has started it: lines on its standard output, which outlive its death.</summary>
internal static class Tell
{
    public static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
