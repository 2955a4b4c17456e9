using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Po.Architecture.Tests;

// The types that people wrote, without what the compiler and its generators added.
internal static class ShippingTypes
{
    public static IEnumerable<Type> Of(Assembly assembly) => assembly.GetTypes().Where(IsWritten);

    public static IEnumerable<Type> All => Repository.Shipping.Select(Assembly.Load).SelectMany(Of);

    private static bool IsWritten(Type type)
    {
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
        {
            if (outer.Name.Contains('<', StringComparison.Ordinal)
                || outer.IsDefined(typeof(CompilerGeneratedAttribute), false)
                || outer.IsDefined(typeof(GeneratedCodeAttribute), false)
                || outer.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true
                || outer.Namespace == "Microsoft.CodeAnalysis")
            {
                return false;
            }
        }

        return true;
    }
}
