using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Po.Generators;

// Where the code of a project leads on from, as far as that can be told from the code.
// Analyzers run side by side: what is once true stays so, and nothing here is read to be written again.
internal sealed class Upcasters
{
    private readonly ConcurrentDictionary<(string Name, int Version), bool> _from = new();
    private readonly ConcurrentDictionary<string, bool> _fromSomewhere = new(StringComparer.Ordinal);
    private volatile bool _areAny;
    private volatile bool _areUnknown;
    private volatile bool _areElsewhere;

    /// <summary>Whether the project adds any.</summary>
    public bool AreAny => _areAny || _areUnknown;

    /// <summary>Whether a version that nothing here leads on from is led on from nowhere in the project.</summary>
    public bool AreKnown => !_areUnknown;

    /// <summary>Whether another assembly is handed the builder, and may add more.</summary>
    public bool AreElsewhere => _areElsewhere;

    /// <summary>Whether one leads on from a version, or from some version of the name that cannot be told.</summary>
    public bool LeadOnFrom(string name, int version) => _from.ContainsKey((name, version)) || _fromSomewhere.ContainsKey(name);

    /// <summary>Takes a call into account, by the parameters that say from where.</summary>
    public void Add(IInvocationOperation call)
    {
        if (call.TargetMethod is not { ContainingType: { Name: "UpcasterPoBuilderExtensions" } owner } || owner.ContainingAssembly.Name != "Po")
        {
            if (HandsTheBuilderOver(call))
            {
                _areElsewhere = true;
            }

            return;
        }

        _areAny = true;
        foreach (var argument in call.Arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "fromVersion":
                    Add(Constant(call.Arguments, "name"), argument.Value.ConstantValue.Value);
                    break;
                case "lastVersion":
                    AddAll(Constant(call.Arguments, "name"), argument.Value.ConstantValue.Value);
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
    public void Add(IObjectCreationOperation creation, ISymbol where)
    {
        if (creation.Type?.IsNamed("Po.MessageVersion") != true || IsMade(creation, where))
        {
            return;
        }

        if (creation.Initializer is null)
        {
            Add(Constant(creation.Arguments, "Name"), Constant(creation.Arguments, "Version"));
        }
        else
        {
            _areUnknown = true;
        }
    }

    /// <summary>Takes a version into account that is made of another one, of which nothing is known.</summary>
    public void Add(IWithOperation copy, ISymbol where)
    {
        if (copy.Type?.IsNamed("Po.MessageVersion") == true && !IsMade(copy, where))
        {
            _areUnknown = true;
        }
    }

    private void Add(object? name, object? version)
    {
        if (name is string known && version is int number)
        {
            _from[(known, number)] = true;
        }
        else if (name is string some)
        {
            _fromSomewhere[some] = true;
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

    // What an upcaster makes is written down as what it is made of, in other places.
    private static bool IsMade(IOperation version, ISymbol where)
    {
        if ((where is IMethodSymbol { AssociatedSymbol: { } property } ? property : where).Name.Split('.').Last() == "Into")
        {
            return true;
        }

        for (var outer = version.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IArgumentOperation { Parameter.Name: "into" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool HandsTheBuilderOver(IInvocationOperation call) =>
        call.TargetMethod.Parameters.Any(parameter => parameter.Type.Name == "IPoBuilder")
        && call.TargetMethod.ContainingAssembly is { Name: var assembly } other
        && assembly != "Po" && !assembly.StartsWith("Po.", StringComparison.Ordinal)
        && !SymbolEqualityComparer.Default.Equals(other, call.SemanticModel?.Compilation.Assembly);

    private static object? Constant(ImmutableArray<IArgumentOperation> arguments, string parameter) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value.ConstantValue.Value;

    private static bool IsDeclaredHere(IOperation upcaster) => upcaster is IConversionOperation conversion
        ? IsDeclaredHere(conversion.Operand)
        : upcaster.Type is { TypeKind: TypeKind.Class or TypeKind.Struct } type && type.Place() is not null;
}
