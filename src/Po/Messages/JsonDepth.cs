using System.Buffers;

namespace Po;

// How deep JSON is nested, without reading it: brackets outside of strings are counted.
internal static class JsonDepth
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);
    private static readonly SearchValues<byte> EndOfString = SearchValues.Create("\"\\"u8);

    /// <summary>The depth of valid JSON: 0 for a plain value, 1 for an object of plain values.</summary>
    /// <param name="json">The JSON.</param>
    public static int Of(ReadOnlySpan<byte> json)
    {
        var (depth, deepest) = (0, 0);
        for (var next = json.IndexOfAny(Structure); next >= 0; next = json.IndexOfAny(Structure))
        {
            var found = json[next];
            json = json[(next + 1)..];
            switch (found)
            {
                case (byte)'"':
                    json = BehindString(json);
                    break;
                case (byte)'{' or (byte)'[':
                    deepest = Math.Max(deepest, ++depth);
                    break;
                default:
                    depth--;
                    break;
            }
        }

        return deepest;
    }

    private static ReadOnlySpan<byte> BehindString(ReadOnlySpan<byte> json)
    {
        for (var end = json.IndexOfAny(EndOfString); end >= 0; end = json.IndexOfAny(EndOfString))
        {
            if (json[end] == (byte)'"')
            {
                return json[(end + 1)..];
            }

            // What a backslash stands before ends nothing.
            json = json[Math.Min(end + 2, json.Length)..];
        }

        return [];
    }
}
