using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Po.Generators;

internal sealed partial class ShapeReader
{
    // In the order in which the serializer asks: the member, the options, the type.
    private INamedTypeSymbol? ConverterOf(ITypeSymbol type, JsonMember? member) =>
        member?.Converter
        ?? _options.Converters.FirstOrDefault(converter => Converts(converter, type))
        ?? JsonMember.ConverterOn(type);

    // What a factory of the application takes on cannot be asked here. Among the options it may take anything: that it is there is part of each shape.
    private string Factories() => string.Concat(_options.Converters
        .Where(converter => !IsNamesOfEnum(converter) && !IsNumbersOfEnum(converter) && converter.BaseType.IsOrDerivesFrom(Names.JsonConverterFactory))
        .Select(factory => $", or what {factory.PlainName()} writes"));

    private static bool Converts(INamedTypeSymbol converter, ITypeSymbol type)
    {
        if (IsNamesOfEnum(converter) || IsNumbersOfEnum(converter))
        {
            return type.TypeKind == TypeKind.Enum
                && (converter.TypeArguments.IsEmpty || SymbolEqualityComparer.Default.Equals(converter.TypeArguments[0], type));
        }

        for (var current = converter.BaseType; current is not null; current = current.BaseType)
        {
            if (current is { Name: "JsonConverter", TypeArguments.Length: 1 })
            {
                return SymbolEqualityComparer.Default.Equals(current.TypeArguments[0], type);
            }
        }

        return false;
    }

    private static bool IsNamesOfEnum(INamedTypeSymbol converter) => converter.IsNamed(Names.JsonStringEnumConverter);

    private static bool IsNumbersOfEnum(INamedTypeSymbol converter) => converter.IsNamed(Names.JsonNumberEnumConverter);

    private static string ConvertedEnum(ITypeSymbol type, INamedTypeSymbol converter) =>
        IsNamesOfEnum(converter) ? Enum(type, isNames: true) : IsNumbersOfEnum(converter) ? Enum(type, isNames: false) : Opaque(converter);

    private static string Opaque(INamedTypeSymbol converter) => $"whatever {converter.PlainName()} writes";

    // Numbers stand with their names: another name for a number is another meaning, as a rule.
    private static string Enum(ITypeSymbol type, bool isNames, int naming = NamingPolicy.Unspecified)
    {
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).ToList();
        return isNames
            ? $"enum({string.Join(", ", fields.Select(field => NameOf(field, naming)).OrderBy(name => name, StringComparer.Ordinal))})"
            : $"enum({string.Join(", ", fields
                .OrderBy(field => Convert.ToDecimal(field.ConstantValue, CultureInfo.InvariantCulture))
                .ThenBy(field => field.Name, StringComparer.Ordinal)
                .Select(field => $"{Convert.ToString(field.ConstantValue, CultureInfo.InvariantCulture)} {field.Name}"))})";
    }

    private static string NameOf(IFieldSymbol field, int naming) => JsonPath.Word(
        field.FindAttribute(Names.JsonStringEnumMemberName) is { ConstructorArguments: [{ Value: string name }] }
            ? name
            : NamingPolicy.Apply(naming, field.Name));
}
