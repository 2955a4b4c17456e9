using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Po.Generators;

/// <summary>Gives a message whose shape has changed its next version. The upcaster is left to who knows what the change means.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(VersionFix))]
[Shared]
internal sealed class VersionFix : CodeFixProvider
{
    private const string Version = "Version";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.ShapeChanged];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(DiagnosticIds.NextVersion, out var next) && next is not null
                && root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
                && Attribute(type) is { } attribute)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Records of the old shape may be stored: make this version {next}",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(attribute, Raise(attribute, next)))),
                        DiagnosticIds.ShapeChanged),
                    diagnostic);
            }
        }
    }

    private static AttributeSyntax? Attribute(TypeDeclarationSyntax type) => type.AttributeLists
        .SelectMany(list => list.Attributes)
        .FirstOrDefault(attribute => attribute.Name.ToString().Split('.').Last() is "Message" or "MessageAttribute");

    private static AttributeSyntax Raise(AttributeSyntax attribute, string next)
    {
        var value = SyntaxFactory.ParseExpression(next);
        var arguments = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        var stated = arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == Version);
        return attribute.WithArgumentList(stated is null
            ? arguments.AddArguments(SyntaxFactory.AttributeArgument(SyntaxFactory.NameEquals(Version), nameColon: null, value)
                .WithAdditionalAnnotations(Formatter.Annotation))
            : arguments.ReplaceNode(stated.Expression, value.WithTriviaFrom(stated.Expression)));
    }
}
