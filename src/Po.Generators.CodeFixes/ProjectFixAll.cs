using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Po.Generators;

// All at once, project by project: fixes that are made one by one all write into the same place, and would overwrite each other.
internal sealed class ProjectFixAll(string title, Func<Project, IEnumerable<Diagnostic>, CancellationToken, Task<Solution>> fix) : FixAllProvider
{

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

        return CodeAction.Create(title, cancellationToken => FixAsync(fixAllContext.Solution, found, cancellationToken));
    }

    private static IEnumerable<Project> Projects(FixAllContext context) =>
        context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project];

    private async Task<Solution> FixAsync(
        Solution solution, List<(Project Project, ImmutableArray<Diagnostic> Diagnostics)> found, CancellationToken cancellationToken)
    {
        foreach (var (project, diagnostics) in found)
        {
            if (solution.GetProject(project.Id) is { } current)
            {
                solution = await fix(current, diagnostics, cancellationToken).ConfigureAwait(false);
            }
        }

        return solution;
    }
}
