using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Po.Generators.Tests;

// What an editor does with a diagnostic of ours: a project with documents, a choice of fixes, and what is there after one of them.
internal sealed class Fix : IDisposable
{
    private static readonly ImmutableArray<CodeFixProvider> Providers =
    [
        .. Assembly.Load("Po.Generators.CodeFixes").GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)))
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type, nonPublic: true)!),
    ];

    private readonly AdhocWorkspace _workspace = new();
    private readonly ProjectId _project;
    private readonly DocumentId _code;
    private readonly DocumentId _lock;

    public Fix(Code code, string text)
    {
        var project = _workspace.AddProject("Application", LanguageNames.CSharp)
            .WithMetadataReferences(code.Compilation.References)
            .WithCompilationOptions(code.Compilation.Options)
            .WithParseOptions(code.Compilation.SyntaxTrees[0].Options);
        foreach (var tree in code.Compilation.SyntaxTrees)
        {
            project = project.AddDocument(tree.FilePath, tree.GetText()).Project;
        }

        var file = project.AddAdditionalDocument(LockFile.FileName, SourceText.From(text), filePath: LockFile.FileName);
        _project = project.Id;
        _code = project.Documents.Last().Id;
        _lock = file.Id;
        _workspace.TryApplyChanges(file.Project.Solution).Should().BeTrue();
    }

    /// <summary>The titles of what is offered for a diagnostic.</summary>
    public async Task<IReadOnlyList<string>> TitlesAsync<TAnalyzer>(string id)
        where TAnalyzer : DiagnosticAnalyzer, new() => [.. (await ActionsAsync<TAnalyzer>(id)).Select(action => action.Action.Title)];

    /// <summary>The code and the lock file after the fix of a diagnostic whose title begins so.</summary>
    public async Task<(string Code, string Lock)> ApplyAsync<TAnalyzer>(string id, string title)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var (action, _) = (await ActionsAsync<TAnalyzer>(id)).First(offered => offered.Action.Title.StartsWith(title, StringComparison.Ordinal));
        return await ApplyAsync(action);
    }

    /// <summary>The code and the lock file after all diagnostics of an id are fixed at once.</summary>
    public async Task<(string Code, string Lock)> ApplyAllAsync<TAnalyzer>(string id, string title)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var (action, provider) = (await ActionsAsync<TAnalyzer>(id)).First(offered => offered.Action.Title.StartsWith(title, StringComparison.Ordinal));
        var all = new FixAllContext(
            Document, provider, FixAllScope.Project, action.EquivalenceKey, [id], new Diagnostics(await FindAsync<TAnalyzer>(id)), TestContext.Current.CancellationToken);
        return await ApplyAsync((await provider.GetFixAllProvider()!.GetFixAsync(all))!);
    }

    public void Dispose() => _workspace.Dispose();

    private Document Document => _workspace.CurrentSolution.GetDocument(_code)!;

    private async Task<List<(CodeAction Action, CodeFixProvider Provider)>> ActionsAsync<TAnalyzer>(string id)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var diagnostic = (await FindAsync<TAnalyzer>(id))[0];
        var actions = new List<(CodeAction, CodeFixProvider)>();
        foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(id)))
        {
            await provider.RegisterCodeFixesAsync(new CodeFixContext(
                Document, diagnostic, (action, _) => actions.Add((action, provider)), TestContext.Current.CancellationToken));
        }

        return actions;
    }

    private async Task<ImmutableArray<Diagnostic>> FindAsync<TAnalyzer>(string id)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var project = _workspace.CurrentSolution.GetProject(_project)!;
        var compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var found = await compilation.WithAnalyzers([new TAnalyzer()], project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.Where(diagnostic => diagnostic.Id == id)];
    }

    private async Task<(string Code, string Lock)> ApplyAsync(CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var solution = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return ((await solution.GetDocument(_code)!.GetTextAsync()).ToString(), (await solution.GetAdditionalDocument(_lock)!.GetTextAsync()).ToString());
    }

    private sealed class Diagnostics(ImmutableArray<Diagnostic> found) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(found);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(found);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
