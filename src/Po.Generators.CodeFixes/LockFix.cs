using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Po.Generators;

/// <summary>Writes messages into po.events.lock as their types are now.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LockFix))]
[Shared]
internal sealed class LockFix : CodeFixProvider
{
    private static readonly FixAllProvider All = new ProjectFixAll("Write them into po.events.lock", LockDocument.MergeAsync);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.NotLocked, DiagnosticIds.ShapeChanged];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            // Nobody rewrites all shapes at once: the key keeps the two apart.
            context.RegisterCodeFix(
                CodeAction.Create(
                    diagnostic.Id == DiagnosticIds.NotLocked
                        ? "Add it to po.events.lock"
                        : "No record of the old shape is stored anywhere: rewrite it in po.events.lock",
                    cancellationToken => LockDocument.MergeAsync(context.Document.Project, [diagnostic], cancellationToken),
                    diagnostic.Id),
                diagnostic);
        }

        return Task.CompletedTask;
    }
}
