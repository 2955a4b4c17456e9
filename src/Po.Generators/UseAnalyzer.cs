using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Po.Generators;

/// <summary>Looks for messages that are appended or handled and that nothing registers.</summary>
/// <remarks>
/// Silent where it cannot know: about types of other assemblies, about what is only known as <c>object</c>, an interface or a type parameter, in a project that
/// registers nothing itself, and in one that registers something that cannot be told from its code, or in generated code.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UseAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.AppendedNotRegistered,
        Descriptors.HandledNotRegistered,
        Descriptors.RegisteredWithoutName,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Names.Registration) is null)
            {
                return;
            }

            var registrations = new Registrations();
            var uses = new ConcurrentBag<(INamedTypeSymbol Type, INamedTypeSymbol? Handler, Location Place)>();
            start.RegisterOperationAction(
                operation =>
                {
                    var invocation = (IInvocationOperation)operation.Operation;
                    registrations.Add(invocation, operation.ReportDiagnostic);
                    foreach (var (type, place) in Appends.In(invocation))
                    {
                        uses.Add((type, null, place));
                    }
                },
                OperationKind.Invocation);
            start.RegisterOperationAction(
                operation =>
                {
                    foreach (var (type, place) in Appends.In((IObjectCreationOperation)operation.Operation))
                    {
                        uses.Add((type, null, place));
                    }
                },
                OperationKind.ObjectCreation);
            start.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    registrations.Add(type);
                    foreach (var handled in Appends.HandledBy(type))
                    {
                        uses.Add((handled, type, type.Place() ?? Location.None));
                    }
                },
                SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end =>
            {
                if (!registrations.AreKnown)
                {
                    return;
                }

                var mayBeElsewhere = new Lazy<bool>(() =>
                    GeneratedCode.Mentions(end.Compilation, end.CancellationToken, "AddMessage", "MessageRegistration.Create"));
                foreach (var (type, handler, place) in uses)
                {
                    if (SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, end.Compilation.Assembly)
                        && !registrations.Contains(type)
                        && MessageType.Of(type) is null
                        && !mayBeElsewhere.Value)
                    {
                        end.ReportDiagnostic(handler is null
                            ? Diagnostic.Create(Descriptors.AppendedNotRegistered, place, type.Name)
                            : Diagnostic.Create(Descriptors.HandledNotRegistered, place, handler.Name, type.Name));
                    }
                }
            });
        });
    }
}
