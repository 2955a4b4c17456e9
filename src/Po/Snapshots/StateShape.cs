using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Po;

// Writes a type as the serializer sees it and hashes the text: two types of the same shape read each other's bytes.
// A type that would come back with less than it was saved with is refused: a snapshot must never change a result.
internal static class StateShape
{
    public static string Of(JsonTypeInfo typeInfo)
    {
        var text = new StringBuilder();
        Describe(typeInfo, text, []);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private static void Describe(JsonTypeInfo info, StringBuilder text, Dictionary<Type, int> seen)
    {
        if (!seen.TryAdd(info.Type, seen.Count))
        {
            text.Append(CultureInfo.InvariantCulture, $"#{seen[info.Type]}");
            return;
        }

        text.Append(info.Kind);
        if (Nullable.GetUnderlyingType(info.Type) is { } value)
        {
            DescribeNested(info, value, text, seen);
            return;
        }

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                DescribeMembers(info, text, seen);
                break;
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                DescribeNested(info, info.KeyType, text, seen);
                DescribeNested(info, info.ElementType, text, seen);
                break;
            default:
                DescribeValue(info.Type, text);
                break;
        }
    }

    private static void DescribeMembers(JsonTypeInfo info, StringBuilder text, Dictionary<Type, int> seen)
    {
        if (info.Properties.Count == 0 && info.PolymorphismOptions is null)
        {
            throw Refuse(info.Type, "it has no members that JSON sees (fields need IncludeFields, a tuple is made of fields)");
        }

        text.Append('{');
        foreach (var property in info.Properties.Where(p => p.Get is not null || p.Set is not null).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (!ComesBack(info, property))
            {
                throw Refuse(info.Type, $"its member '{property.Name}' is written but not read: give it a setter, or [JsonIgnore]");
            }

            text.Append(property.Name).Append(':');
            DescribeNested(info, property.PropertyType, text, seen);
        }

        foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"<{derived.TypeDiscriminator}>");
            DescribeNested(info, derived.DerivedType, text, seen);
        }

        text.Append('}');
    }

    private static bool ComesBack(JsonTypeInfo owner, JsonPropertyInfo property) =>
        property.Get is null || property.Set is not null || property.AssociatedParameter is not null || property.IsExtensionData
        || (property.ObjectCreationHandling ?? owner.PreferredPropertyObjectCreationHandling) is JsonObjectCreationHandling.Populate;

    private static void DescribeNested(JsonTypeInfo owner, Type? type, StringBuilder text, Dictionary<Type, int> seen)
    {
        if (type is null)
        {
            return;
        }

        Describe(owner.Options.GetTypeInfo(type), text, seen);
        text.Append(',');
    }

    private static void DescribeValue(Type type, StringBuilder text)
    {
        if (type == typeof(object))
        {
            throw Refuse(type, "it comes back as a JsonElement, whatever it was: name a type");
        }

        text.Append(type);
        if (type.IsEnum)
        {
            text.AppendJoin('|', Enum.GetNames(type)).AppendJoin('|', Enum.GetValuesAsUnderlyingType(type).Cast<object>());
        }
    }

    private static NotSupportedException Refuse(Type type, string reason) =>
        new($"State that holds {type} cannot be kept in snapshots: {reason}. Until then every fold starts with the first message.");
}
