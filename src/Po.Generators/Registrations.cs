using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Po.Generators;

// What the code of a project registers, as far as that can be told from the code.
internal sealed class Registrations
{
    private readonly ConcurrentDictionary<ISymbol, bool> _types = new(SymbolEqualityComparer.Default);
    private volatile bool _areAny;
    private volatile bool _areUnknown;

    /// <summary>Whether a type that is not among them is registered nowhere in the project.</summary>
    public bool AreKnown => _areAny && !_areUnknown;

    public bool Contains(INamedTypeSymbol type) => _types.ContainsKey(type);

    /// <summary>Takes a type into account: a catalogue, or a registry of the application's own, of which nothing is known.</summary>
    public void Add(INamedTypeSymbol type)
    {
        if (type.FindAttribute(Names.MessageCatalog) is not null)
        {
            _areAny = true;
        }

        if (type.AllInterfaces.Any(implemented => implemented.IsNamed("Po.IRegistry")))
        {
            _areUnknown = true;
        }
    }

    /// <summary>Takes a call into account.</summary>
    public void Add(IInvocationOperation call, Action<Diagnostic> report)
    {
        var method = call.TargetMethod;
        var owner = method.ContainingType?.Name;
        switch (method.Name)
        {
            case "AddMessage" when owner == "MessagePoBuilderExtensions" && method.TypeArguments is [var type]:
                Add(type);
                if (type is INamedTypeSymbol named && HasNoName(call) && MessageType.Of(named) is null)
                {
                    report(Diagnostic.Create(Descriptors.RegisteredWithoutName, call.Syntax.GetLocation(), named.Name));
                }

                break;
            case "AddMessagesFromAssembly" when owner == "MessagePoBuilderExtensions":
                _areAny = true;
                break;
            case "Create" or "CreateLazily" when owner == "MessageRegistration":
                Add(method.TypeArguments is [var created] ? created : Constant(call));
                break;
            default:
                break;
        }
    }

    private void Add(ITypeSymbol? type)
    {
        _areAny = true;
        if (type is INamedTypeSymbol named)
        {
            _types[named] = true;
        }
        else
        {
            _areUnknown = true;
        }
    }

    private static ITypeSymbol? Constant(IInvocationOperation call) => call.Arguments
        .Select(argument => argument.Value)
        .OfType<ITypeOfOperation>()
        .FirstOrDefault()?.TypeOperand;

    private static bool HasNoName(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "name")
            is { Parameter.Type.NullableAnnotation: NullableAnnotation.Annotated, Value.ConstantValue: { HasValue: true, Value: null } };
}
