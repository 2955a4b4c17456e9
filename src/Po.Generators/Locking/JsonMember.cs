using Microsoft.CodeAnalysis;

namespace Po.Generators;

// A member of a type that System.Text.Json stores.
internal sealed class JsonMember
{
    private const int Always = 1;
    private const int WhenWriting = 4;
    private const int WriteAsString = 2;

    private JsonMember(string name, ITypeSymbol type, ISymbol symbol)
    {
        Name = name;
        Type = type;
        Symbol = symbol;
    }

    /// <summary>The name in JSON.</summary>
    public string Name { get; }

    public ITypeSymbol Type { get; }

    public bool IsRequired { get; private set; }

    public bool IsExtensionData => Symbol.FindAttribute(Names.JsonExtensionData) is not null;

    public INamedTypeSymbol? Converter => ConverterOn(Symbol);

    /// <summary>What the member says, or the type that is written; null if both are silent.</summary>
    public bool? NumbersAreStrings { get; private set; }

    private ISymbol Symbol { get; }

    /// <summary>The members of a type, by name.</summary>
    public static IEnumerable<JsonMember> Of(ITypeSymbol type, JsonOptions options)
    {
        var constructor = JsonConstructor.Of(type);
        var setsRequired = constructor?.FindAttribute(Names.SetsRequiredMembers) is not null;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<JsonMember>();
        foreach (var symbol in Levels(type).SelectMany(level => level.GetMembers()))
        {
            // The most derived one hides those of its name, even if it is itself ignored.
            if (symbol is not (IPropertySymbol or IFieldSymbol) || symbol.IsStatic || !IsSeen(symbol, options) || !taken.Add(symbol.Name))
            {
                continue;
            }

            if (IsStored(symbol, options))
            {
                members.Add(new JsonMember(NameOf(symbol, options), TypeOf(symbol), symbol)
                {
                    NumbersAreStrings = WritesNumbersAsStrings(symbol) ?? WritesNumbersAsStrings(type),
                    IsRequired = IsRequiredMember(symbol, setsRequired)
                        || (options.ConstructorParametersAreRequired && JsonConstructor.Requires(constructor, symbol.Name)),
                });
            }
        }

        return members.OrderBy(member => member.Name, StringComparer.Ordinal);
    }

    public static INamedTypeSymbol? ConverterOn(ISymbol symbol) =>
        symbol.FindAttribute(Names.JsonConverter) is { ConstructorArguments: [{ Value: INamedTypeSymbol converter }] } ? converter : null;

    public static bool? WritesNumbersAsStrings(ISymbol symbol) =>
        symbol.FindAttribute(Names.JsonNumberHandling) is { ConstructorArguments: [{ Value: int handling }] } ? (handling & WriteAsString) != 0 : null;

    private static List<ITypeSymbol> Levels(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return [type, .. type.AllInterfaces];
        }

        var levels = new List<ITypeSymbol>();
        for (var level = type; level is not null && level.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); level = level.BaseType)
        {
            levels.Add(level);
        }

        return levels;
    }

    private static bool IsSeen(ISymbol symbol, JsonOptions options)
    {
        var isIncluded = symbol.FindAttribute(Names.JsonInclude) is not null;
        return symbol switch
        {
            IPropertySymbol { IsIndexer: true } or IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false } => false,
            IPropertySymbol property => isIncluded || IsPublic(property.GetMethod) || IsPublic(property.SetMethod),
            IFieldSymbol { AssociatedSymbol: not null } or IFieldSymbol { IsConst: true } => false,
            IFieldSymbol { CorrespondingTupleField: { } element } named when !SymbolEqualityComparer.Default.Equals(element, named) => false,
            IFieldSymbol field => isIncluded || (options.IncludesFields && IsPublic(field)),
            _ => false,
        };
    }

    private static bool IsStored(ISymbol symbol, JsonOptions options)
    {
        var isIncluded = symbol.FindAttribute(Names.JsonInclude) is not null;
        var ignore = symbol.FindAttribute(Names.JsonIgnore) is { } attribute ? attribute.Argument("Condition", Always) : (int?)null;
        if (ignore is Always or WhenWriting)
        {
            return false;
        }

        return symbol switch
        {
            IPropertySymbol property => (isIncluded ? property.GetMethod is not null : IsPublic(property.GetMethod))
                && (!options.IgnoresReadOnlyProperties
                    || ignore is not null
                    || JsonCollections.IsCollection(property.Type)
                    || (isIncluded ? property.SetMethod is not null : IsPublic(property.SetMethod))),
            IFieldSymbol field => !options.IgnoresReadOnlyFields || ignore is not null || !field.IsReadOnly,
            _ => false,
        };
    }

    private static bool IsPublic(ISymbol? symbol) => symbol?.DeclaredAccessibility == Accessibility.Public;

    private static bool IsRequiredMember(ISymbol symbol, bool setsRequired) =>
        symbol.FindAttribute(Names.JsonRequired) is not null
        || (!setsRequired && symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true });

    private static string NameOf(ISymbol symbol, JsonOptions options) =>
        symbol.FindAttribute(Names.JsonPropertyName) is { ConstructorArguments: [{ Value: string name }] }
            ? name
            : NamingPolicy.Apply(options.Naming, symbol.Name);

    private static ITypeSymbol TypeOf(ISymbol symbol) => symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)symbol).Type;
}
