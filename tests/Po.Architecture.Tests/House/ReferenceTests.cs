using System.Reflection;
using System.Xml.Linq;

namespace Po.Architecture.Tests;

public class ReferenceTests
{
    private const string Ground = "Po.Abstractions";

    private static readonly string[] Roof = ["Po.Hosting", "Po.Testing"];

    private static readonly string[] Core =
    [
        Ground,
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
    ];

    private static readonly string[] Configuration =
    [
        "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.Configuration.Binder",
    ];

    // What a project that ships may reference beside the base class library. A project without a line may reference nothing.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [Ground] = ["Microsoft.Extensions.DependencyInjection.Abstractions"],
        ["Po"] = Core,
        ["Po.Sqlite"] = [.. Core, .. Configuration, "Microsoft.Data.Sqlite", "SQLitePCLRaw.core"],
        ["Po.Postgres"] = [.. Core, .. Configuration, "Npgsql", "Npgsql.DependencyInjection"],
        ["Po.RabbitMq"] = [.. Core, .. Configuration, "RabbitMQ.Client"],
        ["Po.Hosting"] =
        [
            .. Core,
            .. Configuration,
            "Po",
            "Microsoft.Extensions.DependencyInjection",
            "Microsoft.Extensions.Diagnostics",
            "Microsoft.Extensions.Diagnostics.HealthChecks",
            "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
            "Microsoft.Extensions.Hosting",
            "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Logging",
            "Microsoft.Extensions.Options.ConfigurationExtensions",
            "OpenTelemetry.Api",
            "OpenTelemetry.Extensions.Hosting",
        ],

        // The compiler brings the packages along; the second is packed by the first and touches documents, which the compiler must not load.
        ["Po.Generators"] = ["Microsoft.CodeAnalysis.CSharp", "Po.Generators.CodeFixes"],
        ["Po.Generators.CodeFixes"] = ["Microsoft.CodeAnalysis.CSharp.Workspaces"],

        // A test host is a real one, whose clock is the one that everybody tests with.
        ["Po.Testing"] =
        [
            .. Core,
            "Po",
            "Microsoft.Extensions.DependencyInjection",
            "Microsoft.Extensions.Hosting",
            "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.TimeProvider.Testing",
        ],
    };

    public static TheoryData<string> Shipping => [.. Repository.Shipping];

    public static TheoryData<string> CompilerParts => [.. Repository.CompilerParts];

    [Theory]
    [MemberData(nameof(Shipping))]
    public void An_assembly_references_only_what_its_line_in_the_table_allows(string project)
    {
        var references = Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!).Where(IsNoBaseClassLibrary);

        references.Should().BeSubsetOf(AllowedFor(project));
    }

    [Theory]
    [MemberData(nameof(Shipping))]
    [MemberData(nameof(CompilerParts))]
    public void A_package_depends_only_on_what_its_line_in_the_table_allows(string project)
    {
        var items = XDocument.Load(Repository.FullPath($"src/{project}/{project}.csproj")).Descendants().ToList();
        var packages = items.Where(item => item.Name == "PackageReference").Select(item => item.Attribute("Include")!.Value);
        var projects = items.Where(item => item.Name == "ProjectReference")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')));

        packages.Concat(projects).Should().BeSubsetOf(AllowedFor(project));
    }

    [Theory]
    [MemberData(nameof(Shipping))]
    public void Arrows_point_down_and_walls_do_not_touch(string project)
    {
        var references = Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!).Where(Repository.Shipping.Contains);

        references.Where(reference => Level(reference) >= Level(project)).Should().BeEmpty();
    }

    [Fact]
    public void No_test_framework_ships()
    {
        var references = Repository.Shipping.SelectMany(project => Assembly.Load(project).GetReferencedAssemblies());

        references.Should().NotContain(name =>
            name.Name!.StartsWith("xunit", StringComparison.OrdinalIgnoreCase)
            || name.Name == "NSubstitute"
            || name.Name == "FluentAssertions");
    }

    private static string[] AllowedFor(string project) => Allowed.GetValueOrDefault(project, []);

    private static int Level(string project) => project == Ground ? 0 : Roof.Contains(project) ? 2 : 1;

    private static bool IsNoBaseClassLibrary(string assembly) =>
        !assembly.StartsWith("System.", StringComparison.Ordinal) && !assembly.StartsWith("Microsoft.Win32.", StringComparison.Ordinal);
}
