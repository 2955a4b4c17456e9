using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Po.Generators;

// From symbols to values: nothing after this step holds on to a compilation.
internal static class CatalogueReader
{
    /// <summary>Reads a catalogue.</summary>
    /// <returns>Null for one that nothing can be added to; the analyzer says why.</returns>
    public static CatalogueModel? Read(INamedTypeSymbol symbol, Compilation compilation)
    {
        var catalogue = Catalogue.Of(symbol);
        if (catalogue.Fault(compilation) is not null)
        {
            return null;
        }

        return new CatalogueModel(
            symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(),
            Catalogue.Enclosing(symbol).Reverse().Select(Declaration).ToImmutableArray(),
            symbol.PlainName(),
            catalogue.Messages.Where(message => message.IsValid).Select(Entry).ToImmutableArray());
    }

    private static CatalogueEntry Entry(MessageType message) =>
        new(message.Symbol.QualifiedName(), message.Name, message.Version, message.Aliases);

    private static string Declaration(INamedTypeSymbol type) =>
        $"partial {(type.IsRecord, type.TypeKind) switch
        {
            (true, TypeKind.Struct) => "record struct",
            (true, _) => "record",
            (_, TypeKind.Struct) => "struct",
            (_, TypeKind.Interface) => "interface",
            _ => "class",
        }} {Identifier(type.Name)}";

    private static string Identifier(string name) => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == default ? name : $"@{name}";
}
