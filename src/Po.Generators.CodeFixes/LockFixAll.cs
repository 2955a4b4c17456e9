using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Po.Generators;

// All at once, project by project: fixes that are made one by one would overwrite each other's file.
internal sealed class LockFixAll : FixAllProvider
{
    private LockFixAll()
    {
    }

    public static LockFixAll Instance { get; } = new();

    /// <inheritdoc/>
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    /// <inheritdoc/>
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var found = new List<(Project Project, ImmutableArray<Diagnostic> Diagnostics)>();
        foreach (var project in Projects(fixAllContext))
        {
            var diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            found.Add((project, [.. diagnostics.Where(diagnostic => diagnostic.Id == fixAllContext.CodeActionEquivalenceKey)]));
        }

        return CodeAction.Create("Write them into po.events.lock", cancellationToken => MergeAsync(fixAllContext.Solution, found, cancellationToken));
    }

    private static IEnumerable<Project> Projects(FixAllContext context) =>
        context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project];

    private static async Task<Solution> MergeAsync(
        Solution solution, List<(Project Project, ImmutableArray<Diagnostic> Diagnostics)> found, CancellationToken cancellationToken)
    {
        foreach (var (project, diagnostics) in found)
        {
            if (solution.GetProject(project.Id) is { } current)
            {
                solution = await LockDocument.MergeAsync(current, diagnostics, cancellationToken).ConfigureAwait(false);
            }
        }

        return solution;
    }
}
