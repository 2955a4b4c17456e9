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
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.InNoCatalogue];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(DiagnosticIds.Type, out var type) && type is not null
                && diagnostic.AdditionalLocations is [{ SourceTree: { } tree } place]
                && context.Document.Project.Solution.GetDocument(tree) is { } document)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Name it in the catalogue",
                        cancellationToken => AddAsync(document, place, type, cancellationToken),
                        DiagnosticIds.InNoCatalogue),
                    diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> AddAsync(Document document, Location place, string type, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        if (root.FindNode(place.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } catalogue)
        {
            return document;
        }

        var name = SyntaxFactory.TypeOfExpression(SyntaxFactory.ParseTypeName(type).WithAdditionalAnnotations(Simplifier.Annotation));
        var attribute = SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("global::System.Text.Json.Serialization.JsonSerializable").WithAdditionalAnnotations(Simplifier.Annotation),
            SyntaxFactory.AttributeArgumentList([SyntaxFactory.AttributeArgument(name)]));
        var list = SyntaxFactory.AttributeList([attribute]).WithAdditionalAnnotations(Formatter.Annotation);
        return document.WithSyntaxRoot(root.ReplaceNode(catalogue, Add(catalogue, list)));
    }

    // Below the attributes that are there, so that the class keeps its comments above them.
    private static TypeDeclarationSyntax Add(TypeDeclarationSyntax catalogue, AttributeListSyntax list) =>
        catalogue.AttributeLists.LastOrDefault() is { } last
            ? catalogue.InsertNodesAfter(last, [list.WithLeadingTrivia(Indentation(last)).WithTrailingTrivia(last.GetTrailingTrivia())])
            : catalogue.AddAttributeLists(list);

    private static SyntaxTriviaList Indentation(AttributeListSyntax list) =>
        list.GetLeadingTrivia() is [.., var last] && last.IsKind(SyntaxKind.WhitespaceTrivia) ? [last] : [];
}
