using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Po.Generators.Tests;

// Code of an application, compiled in memory against the assemblies that this test runs with.
internal sealed record Code
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Text.Json;
        global using System.Text.Json.Serialization;
        global using Microsoft.Extensions.DependencyInjection;
        global using Po;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Po.Generators", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly Lazy<ISourceGenerator> JsonGenerator = new(() =>
    {
        var path = Path.Combine(AppContext.BaseDirectory, "generators", "System.Text.Json.SourceGeneration.dll");
        var generator = Assembly.LoadFrom(path).GetTypes().Single(type => type.IsDefined(typeof(GeneratorAttribute)));
        return ((IIncrementalGenerator)Activator.CreateInstance(generator)!).AsSourceGenerator();
    });

    private Code(CSharpCompilation compilation) => Compilation = compilation;

    public CSharpCompilation Compilation { get; private init; }

    private ImmutableArray<AdditionalText> Files { get; init; } = [];

    private ImmutableArray<ISourceGenerator> Generators { get; init; } = [new CatalogueGenerator().AsSourceGenerator(), JsonGenerator.Value];

    private ImmutableDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    public static Code Of(params string[] sources) => new(
        CSharpCompilation.Create(
            "Application",
            [.. sources.Prepend(Usings).Select((source, index) => CSharpSyntaxTree.ParseText(source, Parsing, $"File{index}.cs"))],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)));

    /// <summary>A catalogue of the web's conventions and the messages in it.</summary>
    public static Code WithCatalogue(string messages, params string[] names) => Of($$"""
        namespace App;

        [MessageCatalog]
        [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
        {{string.Join('\n', names.Select(name => $"[JsonSerializable(typeof({name}))]"))}}
        internal sealed partial class AppMessages : JsonSerializerContext;

        {{messages}}
        """);

    public Code WithLock(string text) => this with { Files = [new File(LockFile.FileName, text)] };

    public Code WithProperty(string name, string value) => this with { Properties = Properties.SetItem($"build_property.{name}", value) };

    public Code WithReference(Code other) => this with { Compilation = Compilation.AddReferences(other.Compilation.ToMetadataReference()) };

    /// <summary>With a generator of somebody else, which writes that source.</summary>
    public Code WithGenerated(string source) => this with { Generators = Generators.Add(new OtherGenerator(source).AsSourceGenerator()) };

    public Code As(string assembly) => this with { Compilation = Compilation.WithAssemblyName(assembly) };

    public Code OfKind(OutputKind kind) => this with { Compilation = Compilation.WithOptions(Compilation.Options.WithOutputKind(kind)) };

    public Code Add(string source) => this with { Compilation = Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, Parsing, "Added.cs")) };

    /// <summary>Runs our generator alone, and remembers what each step did.</summary>
    public GeneratorDriver Drive(GeneratorDriver? driver = null) => (driver ?? CSharpGeneratorDriver.Create(
        [new CatalogueGenerator().AsSourceGenerator()],
        Files,
        Parsing,
        new Options(Properties),
        new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true))).RunGenerators(Compilation);

    /// <summary>Runs our generator and that of System.Text.Json, as a build does, and loads what comes out.</summary>
    public Assembly Build()
    {
        using var bytes = new MemoryStream();
        var result = Generate().Emit(bytes);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Should().BeEmpty();
        return Assembly.Load(bytes.ToArray());
    }

    /// <summary>What an analyzer of ours says about code that compiles, generators and all.</summary>
    public async Task<ImmutableArray<Diagnostic>> AnalyzeAsync<TAnalyzer>()
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        Generate().GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return await AnalyzeBrokenAsync<TAnalyzer>();
    }

    /// <summary>What an analyzer of ours says, whatever the compiler says.</summary>
    public async Task<ImmutableArray<Diagnostic>> AnalyzeBrokenAsync<TAnalyzer>()
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var analysis = Generate().WithAnalyzers([new TAnalyzer()], new AnalyzerOptions(Files, new Options(Properties)));
        var found = await analysis.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private Compilation Generate()
    {
        CSharpGeneratorDriver.Create(Generators, Files, Parsing, new Options(Properties))
            .RunGeneratorsAndUpdateCompilation(Compilation, out var output, out _);
        return output;
    }

    // Not what it knows from the start, which all generators see: what it writes when it has seen the code.
    private sealed class OtherGenerator(string source) : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterSourceOutput(context.CompilationProvider, (output, _) => output.AddSource("Other.g.cs", source));
    }

    private sealed class File(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) =>
            Microsoft.CodeAnalysis.Text.SourceText.From(text);
    }

    private sealed class Options(ImmutableDictionary<string, string> properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(ImmutableDictionary<string, string> properties) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                properties.TryGetValue(key, out value);
        }
    }
}
