using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Po.Generators;

// The data that code hands over to be appended, and what handlers want, by type.
internal static class Appends
{
    private static readonly HashSet<string> Owners = new(StringComparer.Ordinal) { "Po.IPo", "Po.IStream", "Po.ITransactionAppender" };

    public static IEnumerable<(INamedTypeSymbol Type, Location Place)> In(IInvocationOperation call) =>
        call.TargetMethod is { Name: "AppendAsync" or "Append", ContainingType: { } owner } && Owners.Contains(owner.PlainName())
            ? call.Arguments.SelectMany(argument => argument.Parameter?.Name switch
            {
                "message" => One(argument.Value),
                "messages" => Many(argument.Value),
                _ => [],
            })
            : [];

    public static IEnumerable<(INamedTypeSymbol Type, Location Place)> In(IObjectCreationOperation creation) =>
        creation.Type?.IsNamed("Po.NewMessage") == true ? creation.Arguments.SelectMany(argument => One(argument.Value)) : [];

    /// <summary>The types of the data that a handler is declared to handle.</summary>
    public static IEnumerable<INamedTypeSymbol> HandledBy(INamedTypeSymbol handler) => handler.TypeKind is TypeKind.Class or TypeKind.Struct
        ? handler.Interfaces
            .Where(handled => handled.Arity == 1 && handled.IsNamed("Po.IHandler"))
            .Select(handled => handled.TypeArguments[0])
            .OfType<INamedTypeSymbol>()
            .Where(IsData)
        : [];

    // A list is what is in it, if that is written down here; one that comes from elsewhere may hold anything.
    private static IEnumerable<(INamedTypeSymbol Type, Location Place)> Many(IOperation value) => value switch
    {
        IConversionOperation conversion => Many(conversion.Operand),
        ICollectionExpressionOperation list => list.Elements.Where(element => element is not ISpreadOperation).SelectMany(One),
        IArrayCreationOperation { Initializer: { } list } => list.ElementValues.SelectMany(One),
        _ => [],
    };

    private static IEnumerable<(INamedTypeSymbol Type, Location Place)> One(IOperation value) => value switch
    {
        IConversionOperation conversion => One(conversion.Operand),
        { Type: INamedTypeSymbol type } when IsData(type) && IsExact(value, type) => [(type, value.Syntax.GetLocation())],
        _ => [],
    };

    private static bool IsData(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsAnonymousType: false, SpecialType: SpecialType.None }
        && !type.IsNamed("Po.NewMessage");

    // The registry looks for exactly the type of the object; of a class that is not sealed it may be a registered subclass.
    private static bool IsExact(IOperation value, INamedTypeSymbol type) => value is IObjectCreationOperation || type.IsSealed || type.IsValueType;
}
