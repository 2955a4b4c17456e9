using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Po.Generators;

/// <summary>Compares the messages of the catalogues with po.events.lock.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LockAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.NoLockFile,
        Descriptors.ShapeChanged,
        Descriptors.NotLocked,
        Descriptors.LockFileBroken,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var file = LockFiles.Read(start.Options.AdditionalFiles, start.CancellationToken);
            var request = LockRequest.Of(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
            var scan = new Lazy<MessageScan>(() => MessageScan.Of(start.Compilation));
            if (file is null)
            {
                if (!request.IsUpdate)
                {
                    start.RegisterSymbolAction(symbol => LookForFile(symbol, scan), SymbolKind.NamedType);
                }

                return;
            }

            if (file.BrokenLine is { } line)
            {
                start.RegisterAdditionalFileAction(additional => Refuse(additional, line));
            }
            else
            {
                start.RegisterSymbolAction(symbol => LookAtType(symbol, file, request, scan), SymbolKind.NamedType);
            }
        });
    }

    private static void Refuse(AdditionalFileAnalysisContext context, int line)
    {
        if (LockFiles.IsLockFile(context.AdditionalFile) && context.AdditionalFile.GetText(context.CancellationToken) is { } text)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.LockFileBroken, LockFiles.Place(context.AdditionalFile, text, line)));
        }
    }

    private static void LookForFile(SymbolAnalysisContext context, Lazy<MessageScan> scan)
    {
        if (context.Symbol.FindAttribute(Names.MessageCatalog) is not null
            && scan.Value.Catalogues.FirstOrDefault(catalogue => !catalogue.Messages.IsEmpty) is { } first
            && SymbolEqualityComparer.Default.Equals(first.Symbol, context.Symbol))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NoLockFile, context.Symbol.Place(), context.Symbol.Name));
        }
    }

    // A message is looked at where it is declared, so that an editor shows at once what is wrong with it; one of another assembly where the
    // catalogue is that names it.
    private static void LookAtType(SymbolAnalysisContext context, LockFile file, LockRequest request, Lazy<MessageScan> scan)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.GetAttributes().IsEmpty)
        {
            return;
        }

        var foreign = scan.Value.Catalogues
            .Where(catalogue => SymbolEqualityComparer.Default.Equals(catalogue.Symbol, type))
            .SelectMany(catalogue => catalogue.Messages)
            .Where(message => !SymbolEqualityComparer.Default.Equals(message.Symbol.ContainingAssembly, context.Compilation.Assembly))
            .Select(message => message.Symbol);
        foreach (var symbol in foreign.Append(type))
        {
            if (scan.Value.Naming(symbol).FirstOrDefault() is { Message: { IsValid: true } message, Catalogue: var catalogue })
            {
                foreach (var found in Look(message, catalogue, file, request, type.Place()))
                {
                    context.ReportDiagnostic(found);
                }
            }
        }
    }

    // What is not in the file is nothing to talk about as long as what is there does not fit.
    private static List<Diagnostic> Look(MessageType message, Catalogue catalogue, LockFile file, LockRequest request, Location? place)
    {
        var now = LockEntries.Of(message, catalogue);
        var stored = LockEntries.Stored(now, file).ToList();
        List<Diagnostic> changed =
        [
            .. from pair in stored
               let changes = LockChanges.Between(pair.Before, pair.Now)
               where changes.Count > 0 && !request.Rewrites(pair.Before)
               select Diagnostic.Create(
                   Descriptors.ShapeChanged,
                   place,
                   Properties(pair.Now),
                   pair.Before.Name,
                   now.Version,
                   LockChanges.Join(changes),
                   now.Version + 1),
        ];
        return changed.Count > 0 || request.IsUpdate ? changed : LookForMissing(now, file, place) is { } missing ? [missing] : [];
    }

    private static Diagnostic? LookForMissing(LockEntry now, LockFile file, Location? place)
    {
        if (file.Find(now.Name, now.Version) is not { } before)
        {
            // What is new is in no store yet; of what has come up from another version the next change would go unnoticed.
            var isEvolved = file.Entries.Any(entry => entry.Version < now.Version && now.StoredNames.Contains(entry.Name));
            return Diagnostic.Create(
                Descriptors.NotLocked,
                place,
                isEvolved ? DiagnosticSeverity.Error : Descriptors.NotLocked.DefaultSeverity,
                additionalLocations: null,
                Properties(now),
                $"'{now.Name}' version {now.Version}");
        }

        return now.Aliases.Except(before.Aliases).FirstOrDefault() is { } alias
            ? Diagnostic.Create(Descriptors.NotLocked, place, Properties(now.Keeping(before)), $"The alias '{alias}' of '{now.Name}'")
            : null;
    }

    private static ImmutableDictionary<string, string?> Properties(LockEntry now) => ImmutableDictionary<string, string?>.Empty
        .Add(DiagnosticIds.Entry, LockFile.Write(now))
        .Add(DiagnosticIds.NextVersion, (now.Version + 1).ToString(CultureInfo.InvariantCulture));
}
