using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

// The names of all test classes and of the tests in them, from the source, so that no other project need be built.
internal sealed partial class TestNames
{
    private TestNames(IReadOnlySet<string> classes, ILookup<string, string> classesByTest)
    {
        Classes = classes;
        ClassesByTest = classesByTest;
    }

    public static TestNames All { get; } = Read();

    public IReadOnlySet<string> Classes { get; }

    public ILookup<string, string> ClassesByTest { get; }

    /// <summary>Whether a text of the form <c>Class</c>, <c>Test_name</c> or <c>Class.Test_name</c> names something that is there.</summary>
    public bool Contains(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 2
            ? ClassesByTest[parts[1]].Contains(parts[0])
            : Classes.Contains(name) || ClassesByTest.Contains(name);
    }

    private static TestNames Read()
    {
        var tests = new List<(string Class, string Test)>();
        var classes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Repository.FilesUnder("tests/", ".cs"))
        {
            var current = "";
            foreach (Match match in Declaration().Matches(Repository.Read(file)))
            {
                if (match.Groups["class"] is { Success: true } declared)
                {
                    current = declared.Value;
                    classes.Add(current);
                }
                else
                {
                    tests.Add((current, match.Groups["test"].Value));
                }
            }
        }

        return new TestNames(classes, tests.ToLookup(pair => pair.Test, pair => pair.Class, StringComparer.Ordinal));
    }

    // A test is the first public method after its attribute, whatever its other attributes hold.
    [GeneratedRegex(@"
        ^\s*(?:public|internal)\s[\w\ ]*\bclass\ +(?<class>\w+)
        | \[(?:Fact|Theory)\b (?:(?!\[(?:Fact|Theory)\b).)*? ^\s*public\s[^({;=]*?\b(?<test>\w+)\s*\(",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Declaration();
}
