using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public partial class TrackedFileTests
{
    private static readonly string[] Binary = [".png", ".ico", ".snk"];

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine() => Matching(MachinePath()).Should().BeEmpty();

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() => Matching(RegistryHost()).Should().BeEmpty();

    private static IEnumerable<string> Matching(Regex unwanted) =>
        from file in Repository.Files
        where !Binary.Contains(Path.GetExtension(file))
        from line in Repository.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        where unwanted.IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}";

    [GeneratedRegex(@"(?<![\w.~*}\]-])/(work|tmp|root|home|Users)/\w", RegexOptions.CultureInvariant)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(api\.|www\.)?nuget\.(org)\b|\bnpmjs\.(com|org)\b|\bpypi\.(org)\b|\bproxy\.golang\.(org)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();
}
