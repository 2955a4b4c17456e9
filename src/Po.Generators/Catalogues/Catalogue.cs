using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Po.Generators;

// A JsonSerializerContext with [MessageCatalog], and the messages that its [JsonSerializable] attributes name.
internal sealed class Catalogue
{
    private readonly Lazy<JsonOptions> _options;

    private Catalogue(INamedTypeSymbol symbol, ImmutableArray<MessageType> messages)
    {
        Symbol = symbol;
        Messages = messages;
        _options = new Lazy<JsonOptions>(() => JsonOptions.Of(symbol));
    }

    public INamedTypeSymbol Symbol { get; }

    public JsonOptions Options => _options.Value;

    /// <summary>In the order of the attributes.</summary>
    public ImmutableArray<MessageType> Messages { get; }

    public static Catalogue Of(INamedTypeSymbol symbol)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        return new Catalogue(symbol, [
            .. from attribute in symbol.FindAttributes(Names.JsonSerializable)
               where attribute.ConstructorArguments is [{ Value: INamedTypeSymbol }, ..]
               let type = (INamedTypeSymbol)attribute.ConstructorArguments[0].Value!
               where seen.Add(type)
               select MessageType.Of(type) into message
               where message is not null
               select message]);
    }

    /// <summary>What keeps the generator from adding to the class, as the end of a sentence; null if nothing does.</summary>
    public string? Fault(Compilation compilation) => this switch
    {
        { Symbol: var symbol } when !symbol.BaseType.IsOrDerivesFrom(Names.JsonSerializerContext) =>
            "is no JsonSerializerContext: derive it from that class and name its messages with [JsonSerializable(typeof(…))]",
        { Symbol: var symbol } when Enclosing(symbol).Any(type => type.IsGenericType) => "is generic, or stands in a generic class",
        { Symbol: var symbol } when !Enclosing(symbol).All(IsPartial) => "is not partial, or stands in a class that is not: write 'partial' before 'class'",
        _ when compilation.GetTypeByMetadataName(Names.Registration) is null =>
            "has nothing to register with: the project references Po.Abstractions alone, and needs Po or Po.Hosting",
        _ => null,
    };

    /// <summary>A type and the types that it stands in, from the inside out.</summary>
    public static IEnumerable<INamedTypeSymbol> Enclosing(INamedTypeSymbol symbol)
    {
        for (var type = symbol; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.All(reference =>
        reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
}
