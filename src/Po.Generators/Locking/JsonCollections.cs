using Microsoft.CodeAnalysis;

namespace Po.Generators;

// What System.Text.Json writes as an array or as an object of whatever keys there are.
internal static class JsonCollections
{
    public static (ITypeSymbol Key, ITypeSymbol Value)? FindMap(ITypeSymbol type) =>
        (Find(type, "System.Collections.Generic.IDictionary", 2) ?? Find(type, "System.Collections.Generic.IReadOnlyDictionary", 2)) is { } map
            ? (map.TypeArguments[0], map.TypeArguments[1])
            : null;

    public static ITypeSymbol? FindElement(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory", TypeArguments: [var element] } memory
            when memory.ContainingNamespace.ToDisplayString() == "System" => element,
        _ => (Find(type, "System.Collections.Generic.IEnumerable", 1) ?? Find(type, "System.Collections.Generic.IAsyncEnumerable", 1))
            ?.TypeArguments[0],
    };

    public static bool IsCollection(ITypeSymbol type) => type.SpecialType != SpecialType.System_String && (FindMap(type) is not null || FindElement(type) is not null);

    private static INamedTypeSymbol? Find(ITypeSymbol type, string name, int arity)
    {
        if (type is INamedTypeSymbol named && Is(named))
        {
            return named;
        }

        return type.AllInterfaces.FirstOrDefault(Is);

        bool Is(INamedTypeSymbol candidate) => candidate.Arity == arity && candidate.IsNamed(name);
    }
}
