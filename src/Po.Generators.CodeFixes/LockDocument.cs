using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Po.Generators;

// The lock file as a document of a project.
internal static class LockDocument
{
    /// <summary>Puts the entries that diagnostics carry into the file of a project.</summary>
    /// <returns>The solution as it was if the project has no such file.</returns>
    public static async Task<Solution> MergeAsync(Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var solution = project.Solution;
        if (project.AdditionalDocuments.FirstOrDefault(document => document.Name == LockFile.FileName) is not { } file)
        {
            return solution;
        }

        var text = await file.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var entries = diagnostics
            .Select(diagnostic => diagnostic.Properties.TryGetValue(DiagnosticIds.Entry, out var entry) ? entry : null)
            .OfType<string>()
            .SelectMany(entry => LockFile.Parse(entry).Entries);
        return solution.WithAdditionalDocumentText(file.Id, SourceText.From(LockFile.Merge(text.ToString(), entries), text.Encoding));
    }
}
