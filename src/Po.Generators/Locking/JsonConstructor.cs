using Microsoft.CodeAnalysis;

namespace Po.Generators;

// The constructor that System.Text.Json makes an instance with.
internal static class JsonConstructor
{
    public static IMethodSymbol? Of(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsAbstract: false } named)
        {
            return null;
        }

        if (named.InstanceConstructors.FirstOrDefault(constructor => constructor.FindAttribute(Names.JsonConstructor) is not null) is { } marked)
        {
            return marked;
        }

        // A struct is made without one, unless a constructor is marked.
        if (named.IsValueType && !named.IsNamed("System.Collections.Generic.KeyValuePair"))
        {
            return null;
        }

        var visible = named.InstanceConstructors
            .Where(constructor => constructor is { DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false })
            .ToList();
        return visible.Find(constructor => constructor.Parameters.IsEmpty) ?? (visible.Count == 1 ? visible[0] : null);
    }

    public static bool Requires(IMethodSymbol? constructor, string member) => constructor?.Parameters.Any(parameter =>
        !parameter.IsOptional && string.Equals(parameter.Name, member, StringComparison.OrdinalIgnoreCase)) == true;
}
