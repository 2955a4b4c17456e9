using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Po.Generators;

// The messages and catalogues of a compilation, looked up once for all that the analyzers ask.
internal sealed class MessageScan
{
    private static readonly ConditionalWeakTable<Compilation, Lazy<MessageScan>> Scans = new();

    private readonly Lazy<ILookup<string, MessageType>> _byStoredName;
    private readonly Lazy<ILookup<ISymbol, (MessageType Message, Catalogue Catalogue)>> _bySymbol;

    private MessageScan(ImmutableArray<MessageType> declared, ImmutableArray<Catalogue> catalogues)
    {
        Declared = declared;
        Catalogues = catalogues;
        _byStoredName = new Lazy<ILookup<string, MessageType>>(() => declared
            .Concat(catalogues.SelectMany(catalogue => catalogue.Messages))
            .GroupBy(message => (ISymbol)message.Symbol, SymbolEqualityComparer.Default)
            .Select(same => same.First())
            .SelectMany(message => message.StoredNames.Distinct().Select(name => (name, message)))
            .ToLookup(pair => pair.name, pair => pair.message, StringComparer.Ordinal));
        _bySymbol = new Lazy<ILookup<ISymbol, (MessageType, Catalogue)>>(() => catalogues
            .SelectMany(catalogue => catalogue.Messages.Select(message => (Message: message, Catalogue: catalogue)))
            .ToLookup(pair => (ISymbol)pair.Message.Symbol, SymbolEqualityComparer.Default));
    }

    /// <summary>The types with [Message] of the assembly itself.</summary>
    public ImmutableArray<MessageType> Declared { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<Catalogue> Catalogues { get; }

    /// <summary>What the catalogues name and the registry would take, each with the first catalogue that names it.</summary>
    public IEnumerable<(MessageType Message, Catalogue Catalogue)> Catalogued =>
        _bySymbol.Value.Select(naming => naming.First()).Where(pair => pair.Message.IsValid);

    /// <summary>The scan of a compilation that all analyzers share, for as long as it lives.</summary>
    public static MessageScan Of(Compilation compilation) =>
        Scans.GetValue(compilation, key => new Lazy<MessageScan>(() => Of(key, CancellationToken.None))).Value;

    public static MessageScan Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (compilation.GetTypeByMetadataName(Names.Message) is null)
        {
            return new MessageScan([], []);
        }

        var declared = ImmutableArray.CreateBuilder<MessageType>();
        var catalogues = ImmutableArray.CreateBuilder<Catalogue>();
        VisitNamespace(compilation.Assembly.GlobalNamespace);
        return new MessageScan(
            declared.ToImmutable(),
            [.. catalogues.OrderBy(catalogue => catalogue.Symbol.PlainName(), StringComparer.Ordinal)]);

        void VisitNamespace(INamespaceSymbol container)
        {
            foreach (var inner in container.GetNamespaceMembers())
            {
                VisitNamespace(inner);
            }

            Visit(container);
        }

        // Types alone: asking for all members would have the compiler make every one of them.
        void Visit(INamespaceOrTypeSymbol container)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var type in container.GetTypeMembers())
            {
                if (!type.GetAttributes().IsEmpty)
                {
                    if (MessageType.Of(type) is { } message)
                    {
                        declared.Add(message);
                    }

                    if (type.FindAttribute(Names.MessageCatalog) is not null)
                    {
                        catalogues.Add(Catalogue.Of(type));
                    }
                }

                Visit(type);
            }
        }
    }

    /// <summary>The catalogues that name a type.</summary>
    public IEnumerable<(MessageType Message, Catalogue Catalogue)> Naming(INamedTypeSymbol type) => _bySymbol.Value[type];

    /// <summary>Every message that is stored under a name.</summary>
    public IEnumerable<MessageType> StoredAs(string name) => _byStoredName.Value[name];
}
