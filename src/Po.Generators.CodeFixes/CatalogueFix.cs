using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Po.Generators;

/// <summary>Names a message in the catalogue of its project.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CatalogueFix))]
[Shared]
internal sealed class CatalogueFix : CodeFixProvider
{
    private static readonly FixAllProvider All = new ProjectFixAll("Name them in the catalogue", AddAsync);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.InNoCatalogue];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics.Where(diagnostic => DocumentOf(context.Document.Project, diagnostic) is not null))
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    "Name it in the catalogue",
                    cancellationToken => AddAsync(context.Document.Project, [diagnostic], cancellationToken),
                    DiagnosticIds.InNoCatalogue),
                diagnostic);
        }

        return Task.CompletedTask;
    }

    // The catalogue may be in another file than the message.
    private static Document? DocumentOf(Project project, Diagnostic diagnostic) =>
        TypeOf(diagnostic) is not null && diagnostic.AdditionalLocations is [{ SourceTree: { } tree }] ? project.Solution.GetDocument(tree) : null;

    private static string? TypeOf(Diagnostic diagnostic) => diagnostic.Properties.TryGetValue(DiagnosticIds.Type, out var type) ? type : null;

    // One project has one catalogue that the diagnostics point at.
    private static async Task<Solution> AddAsync(Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var known = diagnostics.Where(diagnostic => DocumentOf(project, diagnostic) is not null).ToList();
        if (known.Count == 0)
        {
            return project.Solution;
        }

        var document = DocumentOf(project, known[0])!;
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        if (root.FindNode(known[0].AdditionalLocations[0].SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } catalogue)
        {
            return project.Solution;
        }

        var attributes = known.Select(TypeOf).OfType<string>().Distinct().OrderBy(type => type, StringComparer.Ordinal).Select(Attribute);
        return document.WithSyntaxRoot(root.ReplaceNode(catalogue, Add(catalogue, [.. attributes]))).Project.Solution;
    }

    private static AttributeListSyntax Attribute(string type)
    {
        var name = SyntaxFactory.TypeOfExpression(SyntaxFactory.ParseTypeName(type).WithAdditionalAnnotations(Simplifier.Annotation));
        var attribute = SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("global::System.Text.Json.Serialization.JsonSerializable").WithAdditionalAnnotations(Simplifier.Annotation),
            SyntaxFactory.AttributeArgumentList([SyntaxFactory.AttributeArgument(name)]));
        return SyntaxFactory.AttributeList([attribute]).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // Below the attributes that are there, so that the class keeps its comments above them.
    private static TypeDeclarationSyntax Add(TypeDeclarationSyntax catalogue, AttributeListSyntax[] lists) =>
        catalogue.AttributeLists.LastOrDefault() is { } last
            ? catalogue.InsertNodesAfter(last, lists.Select(list => list.WithLeadingTrivia(Indentation(last)).WithTrailingTrivia(last.GetTrailingTrivia())))
            : (TypeDeclarationSyntax)catalogue.AddAttributeLists(lists);

    private static SyntaxTriviaList Indentation(AttributeListSyntax list) =>
        list.GetLeadingTrivia() is [.., var last] && last.IsKind(SyntaxKind.WhitespaceTrivia) ? [last] : [];
}
