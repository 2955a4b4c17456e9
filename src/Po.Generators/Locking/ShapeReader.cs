using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Po.Generators;

// Writes down what System.Text.Json stores of a type: every place with the kind of value in it, as far down as there is something.
internal sealed partial class ShapeReader
{
    // More than anybody reads in a diff; what is deeper is called an object and no more, so that no type can stop the compiler.
    private const int MostLines = 2_000;

    // The depth that the serializer refuses to go beyond.
    private const int MostLevels = 64;

    private readonly JsonOptions _options;
    private readonly ImmutableArray<LockLine>.Builder _lines = ImmutableArray.CreateBuilder<LockLine>();
    private readonly List<(ITypeSymbol Type, string Path, bool IsCollection)> _open = [];

    private ShapeReader(JsonOptions options) => _options = options;

    private bool IsTooMuch => _lines.Count > MostLines || _open.Count >= MostLevels;

    public static ImmutableArray<LockLine> Read(INamedTypeSymbol message, JsonOptions options)
    {
        var reader = new ShapeReader(options);
        reader.Read(JsonPath.Top, message, member: null);

        reader._lines[0] = reader._lines[0] with { Shape = reader._lines[0].Shape + reader.Factories() };

        // That a message is an object goes without saying.
        if (reader._lines[0] is { Path: JsonPath.Top, Shape: "object" })
        {
            reader._lines.RemoveAt(0);
        }

        return [.. reader._lines.GroupBy(line => line.Path).Select(Merge)];
    }

    // Cases that nothing tells apart where they are stored share their places.
    private static LockLine Merge(IGrouping<string, LockLine> lines) => new(
        lines.Key, string.Join(" or ", lines.Select(line => line.Shape).Distinct().OrderBy(shape => shape, StringComparer.Ordinal)));

    // A collection says about the numbers in it, and in nothing further down, what its member says of it.
    private void Read(string path, ITypeSymbol type, JsonMember? member, bool? numbersAreStrings = null)
    {
        var mark = type.NullableAnnotation == NullableAnnotation.Annotated ? "?" : "";
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            mark = "?";
            type = nullable.TypeArguments[0];
        }

        mark += member?.IsRequired == true ? " required" : "";
        if (member?.IsExtensionData == true)
        {
            Add(path, "whatever else is there");
        }
        else if (ConverterOf(type, member) is { } converter)
        {
            Add(path, $"{(type.TypeKind == TypeKind.Enum ? ConvertedEnum(type, converter) : Opaque(converter))}{mark}");
        }
        else if (type.TypeKind == TypeKind.Enum)
        {
            Add(path, $"{Enum(type, _options.EnumsAreNames)}{mark}");
        }
        else if (JsonValues.Find(type) is { } value)
        {
            var isText = JsonValues.IsNumber(value) && (member?.NumbersAreStrings ?? numbersAreStrings ?? _options.NumbersAreStrings);
            Add(path, $"{value}{(isText ? " as string" : "")}{mark}");
        }
        else if (JsonCollections.FindMap(type) is var (key, content))
        {
            ReadCollection(path, type, member, $"map of {KeyOf(key)}", mark, JsonPath.Value(path), content);
        }
        else if (JsonCollections.FindElement(type) is { } element)
        {
            ReadCollection(path, type, member, "array", mark, JsonPath.Element(path), element);
        }
        else
        {
            ReadObject(path, type, mark);
        }
    }

    // A collection may hold itself without any object in between; what holds itself by way of an object ends there.
    private void ReadCollection(
        string path, ITypeSymbol type, JsonMember? member, string kind, string mark, string contentPath, ITypeSymbol content)
    {
        var nearest = _open.FindLastIndex(open => !open.IsCollection);
        var known = _open.FindIndex(nearest + 1, open => SymbolEqualityComparer.Default.Equals(open.Type, type));
        if (known >= 0)
        {
            Add(path, $"{kind} like {_open[known].Path}{mark}");
            return;
        }

        Add(path, $"{kind}{mark}");
        if (!IsTooMuch)
        {
            _open.Add((type, path, IsCollection: true));
            Read(contentPath, content, member: null, member?.NumbersAreStrings ?? JsonMember.WritesNumbersAsStrings(type));
            _open.RemoveAt(_open.Count - 1);
        }
    }

    private void ReadObject(string path, ITypeSymbol type, string mark)
    {
        var known = _open.Find(open => !open.IsCollection && SymbolEqualityComparer.Default.Equals(open.Type, type));
        if (known.Type is not null)
        {
            Add(path, $"object like {known.Path}{mark}");
            return;
        }

        var cases = Cases(type);
        Add(path, cases.Exists(each => each.Discriminator is not null) ? $"object by {JsonPath.Word(Discriminator(type))}{mark}" : $"object{mark}");
        if (IsTooMuch)
        {
            return;
        }

        _open.Add((type, path, IsCollection: false));
        foreach (var member in JsonMember.Of(type, _options))
        {
            Read(JsonPath.Member(path, member.Name), member.Type, member);
        }

        foreach (var (discriminator, derived) in cases)
        {
            ReadCase(JsonPath.Case(path, discriminator), type, derived);
        }

        _open.RemoveAt(_open.Count - 1);
    }

    // What all cases have stands with the type itself.
    private void ReadCase(string path, ITypeSymbol type, INamedTypeSymbol derived)
    {
        var shared = new HashSet<string>(JsonMember.Of(type, _options).Select(member => member.Name), StringComparer.Ordinal);
        Add(path, "object");
        _open.Add((derived, path, IsCollection: false));
        foreach (var member in JsonMember.Of(derived, _options).Where(member => !shared.Contains(member.Name)))
        {
            Read(JsonPath.Member(path, member.Name), member.Type, member);
        }

        _open.RemoveAt(_open.Count - 1);
    }

    // The policy for keys is one for texts and names; other keys are written as they are.
    private string KeyOf(ITypeSymbol key) => key switch
    {
        { SpecialType: SpecialType.System_String } when _options.KeyNaming != NamingPolicy.Unspecified => $"string in {NamingPolicy.Word(_options.KeyNaming)}",
        { TypeKind: TypeKind.Enum } => Enum(key, isNames: true, _options.KeyNaming),
        _ => JsonValues.Find(key) ?? key.PlainName(),
    };

    private void Add(string path, string shape) => _lines.Add(new LockLine(path, shape));

    private static List<(object? Discriminator, INamedTypeSymbol Type)> Cases(ITypeSymbol type) =>
    [
        .. type.FindAttributes(Names.JsonDerivedType)
            .Where(attribute => attribute.ConstructorArguments is [{ Value: INamedTypeSymbol }, ..])
            .Select(attribute => (
                Discriminator: attribute.ConstructorArguments is [_, var value] ? value.Value : null,
                Type: (INamedTypeSymbol)attribute.ConstructorArguments[0].Value!))
            .OrderBy(pair => JsonPath.Case("", pair.Discriminator), StringComparer.Ordinal),
    ];

    private static string Discriminator(ITypeSymbol type) =>
        type.FindAttribute(Names.JsonPolymorphic)?.Argument<string?>("TypeDiscriminatorPropertyName", null) ?? "$type";
}
