using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Po.Generators;

// A type with [Message], as the attribute says.
internal sealed class MessageType
{
    private MessageType(INamedTypeSymbol symbol, string name, int version, ImmutableArray<string> aliases)
    {
        Symbol = symbol;
        Name = name;
        Version = version;
        Aliases = aliases;
    }

    public INamedTypeSymbol Symbol { get; }

    public string Name { get; }

    public int Version { get; }

    public ImmutableArray<string> Aliases { get; }

    /// <summary>Every name that is stored.</summary>
    public IEnumerable<string> StoredNames => [Name, .. Aliases];

    /// <summary>Whether the registry would take it.</summary>
    public bool IsValid => StoredNames.All(name => WireNames.Fault(name) is null) && Version >= 1 && !IsOpen;

    /// <summary>Whether no message can be of exactly this type.</summary>
    public bool IsOpen => Symbol.IsAbstract || Symbol.IsStatic || IsGeneric(Symbol);

    public static MessageType? Of(INamedTypeSymbol symbol) => symbol.FindAttribute(Names.Message) is { ConstructorArguments: [var name, ..] } attribute
        ? new MessageType(
            symbol,
            name.Value as string ?? "",
            attribute.Argument("Version", 1),
            [.. attribute.Arguments("Aliases").Select(alias => alias.Value as string ?? "")])
        : null;

    private static bool IsGeneric(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
            {
                return true;
            }
        }

        return false;
    }
}
