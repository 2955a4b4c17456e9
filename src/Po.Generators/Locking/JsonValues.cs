using Microsoft.CodeAnalysis;

namespace Po.Generators;

// The types that are one value in JSON, with the words of po.events.lock for them.
internal static class JsonValues
{
    private static readonly Dictionary<string, string> ByName = new(StringComparer.Ordinal)
    {
        ["System.Half"] = "half",
        ["System.Int128"] = "int128",
        ["System.UInt128"] = "uint128",
        ["System.Guid"] = "guid",
        ["System.DateTimeOffset"] = "datetimeoffset",
        ["System.DateOnly"] = "date",
        ["System.TimeOnly"] = "time",
        ["System.TimeSpan"] = "timespan",
        ["System.Uri"] = "uri",
        ["System.Version"] = "version",
        ["System.Text.Json.JsonElement"] = "any",
        ["System.Text.Json.JsonDocument"] = "any",
        ["System.Text.Json.Nodes.JsonNode"] = "any",
        ["System.Text.Json.Nodes.JsonObject"] = "any object",
        ["System.Text.Json.Nodes.JsonArray"] = "any array",
        ["System.Text.Json.Nodes.JsonValue"] = "any value",
    };

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal", "half", "int128", "uint128",
    };

    /// <summary>The word for a type; null if it is no single value.</summary>
    public static string? Find(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Object => "any",
        SpecialType.System_Boolean => "bool",
        SpecialType.System_Char => "char",
        SpecialType.System_String => "string",
        SpecialType.System_Byte => "byte",
        SpecialType.System_SByte => "sbyte",
        SpecialType.System_Int16 => "short",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_Int32 => "int",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        SpecialType.System_Single => "float",
        SpecialType.System_Double => "double",
        SpecialType.System_Decimal => "decimal",
        SpecialType.System_DateTime => "datetime",
        _ when IsBytes(type) => "base64",
        _ => ByName.TryGetValue(type.PlainName(), out var word) ? word : null,
    };

    public static bool IsNumber(string word) => Numbers.Contains(word);

    private static bool IsBytes(ITypeSymbol type) =>
        type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte }
        || (type is INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory", TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } named
            && named.ContainingNamespace.ToDisplayString() == "System");
}
