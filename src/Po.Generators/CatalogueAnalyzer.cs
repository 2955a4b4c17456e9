using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Po.Generators;

/// <summary>Looks at message types and catalogues: names, kinds of types, and whether a catalogue knows them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CatalogueAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.NameTaken,
        Descriptors.TwoVersionsOfOneName,
        Descriptors.InvalidName,
        Descriptors.InvalidType,
        Descriptors.InNoCatalogue,
        Descriptors.InTwoCatalogues,
        Descriptors.InvalidCatalogue,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var scan = new Lazy<MessageScan>(() => MessageScan.Of(start.Compilation));
            start.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    if (type.GetAttributes().IsEmpty)
                    {
                        return;
                    }

                    if (MessageType.Of(type) is { } message)
                    {
                        Look(message, scan.Value, symbol.ReportDiagnostic);
                    }

                    if (type.FindAttribute(Names.MessageCatalog) is not null && Catalogue.Of(type).Fault(symbol.Compilation) is { } fault)
                    {
                        symbol.ReportDiagnostic(Diagnostic.Create(Descriptors.InvalidCatalogue, type.Place(), type.Name, fault));
                    }
                },
                SymbolKind.NamedType);
        });
    }

    private static void Look(MessageType message, MessageScan scan, Action<Diagnostic> report)
    {
        foreach (var name in message.StoredNames.Distinct())
        {
            LookAtName(name, message, scan, report);
        }

        if (message.Version < 1)
        {
            Report(Descriptors.InvalidName, "version", message.Symbol.Name, $"is {message.Version}: versions count from 1");
        }

        if (message.IsOpen)
        {
            var kind = message.Symbol.IsStatic ? "static" : message.Symbol.IsAbstract ? "abstract" : "generic";
            Report(Descriptors.InvalidType, message.Symbol.Name, kind);
        }
        else if (scan.Catalogues is [var first, ..])
        {
            LookAtCatalogues(message, first, scan, report);
        }

        void Report(DiagnosticDescriptor descriptor, params object[] arguments) =>
            report(Diagnostic.Create(descriptor, message.Symbol.Place(), arguments));
    }

    private static void LookAtName(string name, MessageType message, MessageScan scan, Action<Diagnostic> report)
    {
        if (WireNames.Fault(name) is { } fault)
        {
            report(Diagnostic.Create(
                Descriptors.InvalidName, message.Symbol.Place(), $"stored name '{name}'", message.Symbol.Name, fault));
        }

        foreach (var other in scan.StoredAs(name).Where(other => !SymbolEqualityComparer.Default.Equals(other.Symbol, message.Symbol)))
        {
            report(name == message.Name && name == other.Name && message.Version != other.Version
                ? Diagnostic.Create(
                    Descriptors.TwoVersionsOfOneName,
                    message.Symbol.Place(),
                    name,
                    message.Version,
                    message.Symbol.Name,
                    other.Version,
                    other.Symbol.Name)
                : Diagnostic.Create(Descriptors.NameTaken, message.Symbol.Place(), name, message.Symbol.Name, other.Symbol.Name));
        }
    }

    private static void LookAtCatalogues(MessageType message, Catalogue first, MessageScan scan, Action<Diagnostic> report)
    {
        var naming = scan.Naming(message.Symbol).Select(pair => pair.Catalogue).ToList();
        if (naming.Count == 0)
        {
            report(Diagnostic.Create(
                Descriptors.InNoCatalogue,
                message.Symbol.Place(),
                first.Symbol.Place() is { } place ? [place] : [],
                ImmutableDictionary<string, string?>.Empty.Add(DiagnosticIds.Type, message.Symbol.QualifiedName()),
                message.Symbol.Name,
                first.Symbol.Name));
            return;
        }

        // The same message in the catalogues of two stores is nothing to talk about, as long as both mean the same.
        if (naming.Skip(1).FirstOrDefault(other => LockEntries.Of(message, other) != LockEntries.Of(message, naming[0])) is { } different)
        {
            report(Diagnostic.Create(
                Descriptors.InTwoCatalogues,
                message.Symbol.Place(),
                message.Symbol.Name,
                naming[0].Symbol.Name,
                different.Symbol.Name));
        }
    }
}
