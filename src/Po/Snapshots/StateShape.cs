using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Po;

// Writes a type as the serializer sees it and hashes the text: two types of the same shape read each other's bytes.
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
        text.Append('{');
        foreach (var property in info.Properties.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append(':');
            DescribeNested(info, property.PropertyType, text, seen);
        }

        text.Append('}');
    }

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
        text.Append(type);
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (value.IsEnum)
        {
            text.Append(string.Join('|', Enum.GetNames(value)));
        }
    }
}
