using System.Reflection;

namespace Po.Architecture.Tests;

public class TypeTests
{
    private const string ServiceNamespace = "Microsoft.Extensions.DependencyInjection";

    // Bases that nobody outside can derive from: of errors, and of what is handled without knowing the type of its data.
    private static readonly string[] ClosedBases = ["Po.CommandOutcome", "Po.Message", "Po.MessageRegistration", "Po.PoException"];

    private static readonly string[] BannedSuffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Base", "Info", "Data"];

    // Each namespace that is not the package's own, and the extension classes that have to live there to be found.
    private static readonly string[] ForeignNamespaces = [ServiceNamespace, "OpenTelemetry.Metrics", "OpenTelemetry.Trace"];

    [Fact]
    public void Every_class_is_sealed_or_static_or_abstract() =>
        ShippingTypes.All.Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract).Should().BeEmpty();

    [Fact]
    public void No_public_class_can_be_derived_from()
    {
        var open = ShippingTypes.All.Where(type => type.IsClass && type.IsVisible && !type.IsSealed).ToList();

        open.Select(type => type.FullName).Should().BeEquivalentTo(ClosedBases);
        open.SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constructor => constructor.IsPublic || constructor.IsFamily || constructor.IsFamilyOrAssembly)
            .Where(constructor => !IsCopy(constructor))
            .Should().BeEmpty();
    }

    [Fact]
    public void Types_sit_flat_in_the_namespace_of_their_package() =>
        ShippingTypes.All
            .Where(type => !ForeignNamespaces.Contains(type.Namespace) && type.Namespace != Namespace(type))
            .Should().BeEmpty();

    [Fact]
    public void Only_public_extension_classes_sit_in_the_namespace_of_somebody_else() =>
        ShippingTypes.All
            .Where(type => ForeignNamespaces.Contains(type.Namespace) && !type.IsNested)
            .Should().OnlyContain(type => type.IsPublic && type.IsAbstract && type.IsSealed && type.Name.EndsWith("Extensions"));

    [Fact]
    public void No_type_is_named_after_nothing() =>
        ShippingTypes.All
            .Where(type => BannedSuffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal)))
            .Should().BeEmpty();

    // A test that has failed is no error of Po.
    [Fact]
    public void Errors_of_Po_have_one_base() =>
        ShippingTypes.All
            .Where(type => type.IsVisible && type.IsSubclassOf(typeof(Exception)) && type.Namespace != "Po.Testing")
            .Should().OnlyContain(type => type.IsAssignableTo(typeof(PoException)));

    // The constructor that "with" calls; a record cannot hide it.
    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static string Namespace(Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        return assembly == "Po.Abstractions" ? "Po" : assembly;
    }
}
