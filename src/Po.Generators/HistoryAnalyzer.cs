using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Po.Generators;

/// <summary>Looks for what was stored once and nothing reads any longer: versions without an upcaster, names without a type.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HistoryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.UpcasterMissing, Descriptors.StoredMessageGone];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var upcasters = new Upcasters();
            start.RegisterOperationAction(operation => upcasters.Add((IInvocationOperation)operation.Operation), OperationKind.Invocation);
            start.RegisterOperationAction(operation => upcasters.Add((IObjectCreationOperation)operation.Operation, operation.ContainingSymbol), OperationKind.ObjectCreation);
            start.RegisterOperationAction(
                operation => upcasters.Add((IWithOperation)operation.Operation, operation.ContainingSymbol), OperationKind.With);
            start.RegisterCompilationEndAction(end =>
            {
                // Whoever leads on from something that cannot be told may lead on from everything.
                if (upcasters.AreKnown)
                {
                    var scan = MessageScan.Of(end.Compilation);
                    var areElsewhere = new Lazy<bool>(() => upcasters.AreElsewhere
                        || GeneratedCode.Mentions(end.Compilation, end.CancellationToken, "Upcaster(", "RetireMessage(", "MessageVersion"));
                    LookForUpcasters(end, scan, upcasters, areElsewhere);
                    LookForReaders(end, scan, upcasters, areElsewhere);
                }
            });
        });
    }

    // Messages may be declared in a library and brought up to date by the application that reads them.
    private static bool IsLibrary(CompilationAnalysisContext context, Upcasters upcasters) =>
        !upcasters.AreAny && context.Compilation.Options.OutputKind is not (OutputKind.ConsoleApplication or OutputKind.WindowsApplication);

    private static void LookForUpcasters(CompilationAnalysisContext context, MessageScan scan, Upcasters upcasters, Lazy<bool> areElsewhere)
    {
        if (IsLibrary(context, upcasters))
        {
            return;
        }

        foreach (var message in scan.Declared.Where(message => message.IsValid))
        {
            for (var version = 1; version < message.Version; version++)
            {
                if (!message.StoredNames.Any(name => upcasters.LeadOnFrom(name, version)))
                {
                    context.ReportDiagnostic(Create(
                        Descriptors.UpcasterMissing, areElsewhere.Value, message.Symbol.Place(), message.Name, version, message.Version));
                    break;
                }
            }
        }
    }

    private static void LookForReaders(CompilationAnalysisContext context, MessageScan scan, Upcasters upcasters, Lazy<bool> areElsewhere)
    {
        if (context.Options.AdditionalFiles.FirstOrDefault(LockFiles.IsLockFile) is not { } file
            || file.GetText(context.CancellationToken) is not { } text
            || LockFile.Parse(text.ToString()) is not { BrokenLine: null } locked)
        {
            return;
        }

        foreach (var entry in locked.Entries.Where(entry => !entry.IsRetired))
        {
            var gone = entry.StoredNames
                .Where(name => !upcasters.LeadOnFrom(name, entry.Version))
                .Select(name => (Name: name, Fault: Fault(entry, name, scan)))
                .FirstOrDefault(pair => pair.Fault is not null);
            if (gone.Fault is not null)
            {
                // Whoever leads a name on that is gone here may be elsewhere; what is newer than its type is a fault wherever it is read.
                var mayBeRead = scan.StoredAs(gone.Name).FirstOrDefault() is null && (IsLibrary(context, upcasters) || areElsewhere.Value);
                context.ReportDiagnostic(Create(
                    Descriptors.StoredMessageGone, mayBeRead, LockFiles.Place(file, text, entry.Line), gone.Name, entry.Version, gone.Fault));
            }
        }
    }

    private static Diagnostic Create(DiagnosticDescriptor descriptor, bool isDoubtful, Location? place, params object[] arguments) => Diagnostic.Create(
        descriptor,
        place,
        isDoubtful ? DiagnosticSeverity.Warning : descriptor.DefaultSeverity,
        additionalLocations: null,
        properties: null,
        arguments);

    private static string? Fault(LockEntry entry, string name, MessageScan scan)
    {
        var readers = scan.StoredAs(name).ToList();
        return readers.Count == 0
            ? $"no type has the name; give it back to one, as Aliases = [\"{name}\"] if the message has another name now, or call RetireMessage(\"{name}\") if it says nothing to anybody"
            : readers.All(reader => reader.Version < entry.Version)
                ? $"{readers[0].Symbol.Name} says Version = {readers[0].Version}, and versions only go up"
                : null;
    }
}
