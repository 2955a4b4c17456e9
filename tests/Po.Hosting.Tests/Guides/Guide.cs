using System.Text;
using System.Text.RegularExpressions;

namespace Po.Hosting.Tests;

// What stands in a guide and is not compiled.
internal static partial class Guide
{
    /// <summary>The configuration that a guide shows.</summary>
    /// <param name="name">Its file in docs/guides.</param>
    public static Stream Json(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Po.Hosting.sln")))
        {
            folder = folder.Parent!;
        }

        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "guides", name));
        return new MemoryStream(Encoding.UTF8.GetBytes(Block().Matches(text).Should().ContainSingle().Which.Groups["json"].Value));
    }

    [GeneratedRegex(@"^```json\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
