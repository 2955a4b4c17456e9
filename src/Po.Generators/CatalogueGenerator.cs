using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Po.Generators;

/// <summary>Adds <c>Registrations</c> to every class with [MessageCatalog]; and, when asked for it by the build, works out po.events.lock anew.</summary>
[Generator(LanguageNames.CSharp)]
internal sealed class CatalogueGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose results tests look at.</summary>
    public const string CataloguesStep = "Catalogues";

    /// <summary>How the names of the files end that hold registrations.</summary>
    public const string FileEnd = ".Registrations.g.cs";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var catalogues = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Names.MessageCatalog,
                static (node, _) => node is ClassDeclarationSyntax,
                static (match, _) => CatalogueReader.Read((INamedTypeSymbol)match.TargetSymbol, match.SemanticModel.Compilation))
            .WithTrackingName(CataloguesStep);
        context.RegisterSourceOutput(catalogues, static (output, catalogue) =>
        {
            if (catalogue is not null)
            {
                output.AddSource(catalogue.Class + FileEnd, SourceText.From(CatalogueWriter.Write(catalogue), Encoding.UTF8));
            }
        });

        var request = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => LockRequest.Of(options.GlobalOptions));
        var file = context.AdditionalTextsProvider.Where(LockFiles.IsLockFile).Collect();
        var update = context.CompilationProvider.Combine(request).Combine(file).Select(static (input, cancellationToken) =>
            input.Left.Right.IsUpdate
                ? LockUpdate.Of(MessageScan.Of(input.Left.Left, cancellationToken), LockFiles.Read(input.Right, cancellationToken), input.Left.Right)
                : null);
        context.RegisterSourceOutput(update, static (output, found) =>
        {
            if (found is not null)
            {
                Leave("lock", found.Text);
                Leave("changes", found.Changes);
                Leave("refused", found.Refused);
            }

            void Leave(string file, string text) =>
                output.AddSource($"po.events.{file}.g.cs", SourceText.From(LockUpdate.AsComment(text), Encoding.UTF8));
        });
    }
}
