using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Po;

// Whether an object of a type can be given to several handlers at once, because none of them can change it for the others: every field,
// down to the last one, is read-only. `record OrderPlaced(string OrderId, IReadOnlyList<Line> Lines)` is such a type.
internal static class Immutability
{
    private const string Untrimmed = "Asked only where nothing was trimmed: a trimmed program shares nothing.";

    private static readonly HashSet<Type> Known =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Uri), typeof(Version), typeof(Half), typeof(Int128), typeof(UInt128), typeof(StreamId),
    ];

    // Read-only as far as a handler goes that does not cast what it was given.
    private static readonly HashSet<Type> KnownCollections =
    [
        typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyDictionary<,>), typeof(IReadOnlySet<>), typeof(IEnumerable<>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>), typeof(Nullable<>),
    ];

    /// <summary>Looks at a type once; the answer is to be kept.</summary>
    /// <param name="type">The type of a message's data.</param>
    /// <returns>False if in doubt.</returns>
    public static bool Of(Type type) => JsonSerializer.IsReflectionEnabledByDefault && Of(type, []);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Untrimmed)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Untrimmed)]
    private static bool Of(Type type, HashSet<Type> seen)
    {
        if (type.IsPrimitive || type.IsEnum || Known.Contains(type) || !seen.Add(type))
        {
            return true;
        }

        if (type.IsGenericType && KnownCollections.Contains(type.GetGenericTypeDefinition()))
        {
            return type.GetGenericArguments().All(argument => Of(argument, seen));
        }

        if (type == typeof(object) || type.IsInterface || type.IsAbstract || type.IsArray
            || (!type.IsSealed && (type.IsDefined(typeof(JsonDerivedTypeAttribute)) || type.IsDefined(typeof(JsonConverterAttribute)))))
        {
            return false;
        }

        for (var declaring = type; declaring is not null && declaring != typeof(object) && declaring != typeof(ValueType); declaring = declaring.BaseType)
        {
            const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            if (!declaring.GetFields(All).All(field => field.IsInitOnly && Of(field.FieldType, seen)))
            {
                return false;
            }
        }

        return true;
    }
}
