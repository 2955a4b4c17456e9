using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Po.Generators;

// Where the code of a project leads on from, as far as that can be told from the code.
internal sealed class Upcasters
{
    private readonly ConcurrentDictionary<(string Name, int Version), bool> _from = new();
    private volatile bool _areAny;
    private volatile bool _areUnknown;

    /// <summary>Whether the project adds any.</summary>
    public bool AreAny => _areAny || _areUnknown;

    /// <summary>Whether a version that nothing here leads on from is led on from nowhere in the project.</summary>
    public bool AreKnown => !_areUnknown;

    public bool LeadOnFrom(string name, int version) => _from.ContainsKey((name, version));

    /// <summary>Takes a call into account, by the parameters that say from where.</summary>
    public void Add(IInvocationOperation call)
    {
        if (call.TargetMethod is not { ContainingType: { Name: "UpcasterPoBuilderExtensions" } owner } || owner.ContainingAssembly.Name != "Po")
        {
            return;
        }

        _areAny = true;
        foreach (var argument in call.Arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "fromVersion":
                    Add(Constant(call, "name"), argument.Value.ConstantValue.Value);
                    break;
                case "lastVersion":
                    AddAll(Constant(call, "name"), argument.Value.ConstantValue.Value);
                    break;
                case "upcaster" when !IsDeclaredHere(argument.Value):
                    _areUnknown = true;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Takes a version into account that is written down: an <c>IUpcaster</c> says so where it leads on from.</summary>
    public void Add(IObjectCreationOperation creation)
    {
        if (creation.Type?.IsNamed("Po.MessageVersion") == true && creation.Arguments.Length == 2)
        {
            Add(creation.Arguments[0].Value.ConstantValue.Value, creation.Arguments[1].Value.ConstantValue.Value);
        }
    }

    private void Add(object? name, object? version)
    {
        if (name is string known && version is int number)
        {
            _from[(known, number)] = true;
        }
        else
        {
            _areUnknown = true;
        }
    }

    private void AddAll(object? name, object? lastVersion)
    {
        Add(name, lastVersion);
        for (var version = 1; lastVersion is int last && version < last; version++)
        {
            Add(name, version);
        }
    }

    private static object? Constant(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value.ConstantValue.Value;

    private static bool IsDeclaredHere(IOperation upcaster) => upcaster is IConversionOperation conversion
        ? IsDeclaredHere(conversion.Operand)
        : upcaster.Type is { TypeKind: TypeKind.Class or TypeKind.Struct } type && type.Place() is not null;
}
