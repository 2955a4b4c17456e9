using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Po.Generators.Tests;

public class DescriptorTests
{
    private static readonly DiagnosticDescriptor[] All =
    [
        .. typeof(Descriptors).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (DiagnosticDescriptor)field.GetValue(null)!),
    ];

    [Fact]
    public void Ids_are_unique() => All.Should().NotBeEmpty().And.OnlyHaveUniqueItems(descriptor => descriptor.Id);

    [Fact]
    public void Each_is_reported_by_one_analyzer() => typeof(Descriptors).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics)
        .Should().BeEquivalentTo(All);

    [Fact]
    public void Each_has_a_heading_in_the_guide_that_says_how_severe_it_is()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/guides/catalogue.md"));

        foreach (var descriptor in All)
        {
            Regex.IsMatch(guide, $@"### {descriptor.Id}\n\n\*{descriptor.DefaultSeverity}[.;,]").Should().BeTrue("the guide explains {0}", descriptor.Id);
            descriptor.HelpLinkUri.Should().Be($"docs/guides/catalogue.md#{descriptor.Id.ToLowerInvariant()}");
        }
    }
}
