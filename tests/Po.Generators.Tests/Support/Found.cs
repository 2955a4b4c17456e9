using Microsoft.CodeAnalysis;

namespace Po.Generators.Tests;

internal static class Found
{
    /// <summary>Diagnostics as a build prints them: severity, id, the code that is underlined, the message.</summary>
    public static IEnumerable<string> Printed(this IEnumerable<Diagnostic> diagnostics) => diagnostics.Select(diagnostic =>
    {
        var tree = diagnostic.Location.SourceTree;
        var place = tree is null
            ? $"line {diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1}"
            : tree.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
        return $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id} {place}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    });
}
