using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Po.Generators;

internal static class SymbolExtensions
{
    // Namespace and name, without type arguments: how attributes and generic types are told apart here.
    private static readonly SymbolDisplayFormat Plain = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    public static string PlainName(this ITypeSymbol type) => type.ToDisplayString(Plain);

    /// <summary>Whether a type has a name, as <see cref="PlainName"/> writes it.</summary>
    /// <remarks>The short name first: this runs for every type and call of a compilation, and writing a whole name takes a thousand times as long.</remarks>
    public static bool IsNamed(this ITypeSymbol type, string name) => name.EndsWith(type.Name, StringComparison.Ordinal) && type.PlainName() == name;

    public static string QualifiedName(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static AttributeData? FindAttribute(this ISymbol symbol, string name) => symbol.FindAttributes(name).FirstOrDefault();

    public static IEnumerable<AttributeData> FindAttributes(this ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.IsNamed(name) == true)
            {
                yield return attribute;
            }
        }
    }

    public static T Argument<T>(this AttributeData attribute, string name, T otherwise)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value is { Kind: not TypedConstantKind.Array, Value: T value })
            {
                return value;
            }
        }

        return otherwise;
    }

    public static ImmutableArray<TypedConstant> Arguments(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value is { Kind: TypedConstantKind.Array, IsNull: false })
            {
                return argument.Value.Values;
            }
        }

        return [];
    }

    public static bool IsOrDerivesFrom(this INamedTypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsNamed(name))
            {
                return true;
            }
        }

        return false;
    }

    public static Location? Place(this ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource);
}
