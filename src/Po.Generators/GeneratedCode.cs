using Microsoft.CodeAnalysis;

namespace Po.Generators;

// What generators have written, as text. Looking at its calls takes longer than everything else that the analyzers do, and hardly ever finds one
// of ours; its text is read only before something would be reported that a call there may refute.
internal static class GeneratedCode
{
    private const int LengthOfHead = 400;

    private static readonly string[] Ends = [".g.cs", ".generated.cs", ".designer.cs", ".g.i.cs"];

    public static bool Mentions(Compilation compilation, CancellationToken cancellationToken, params string[] words) => compilation.SyntaxTrees.Any(tree =>
        !tree.FilePath.EndsWith(CatalogueGenerator.FileEnd, StringComparison.Ordinal)
        && tree.GetText(cancellationToken).ToString() is var text
        && IsGenerated(tree.FilePath, text)
        && words.Any(word => text.IndexOf(word, StringComparison.Ordinal) >= 0));

    private static bool IsGenerated(string path, string text) =>
        Ends.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase))
        || text.IndexOf("<auto", 0, Math.Min(LengthOfHead, text.Length), StringComparison.OrdinalIgnoreCase) >= 0;
}
