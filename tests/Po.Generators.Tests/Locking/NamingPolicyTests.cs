using System.Text.Json;
using CsCheck;

namespace Po.Generators.Tests;

public class NamingPolicyTests
{
    private static readonly (int Policy, JsonNamingPolicy Original)[] Policies =
    [
        (1, JsonNamingPolicy.CamelCase),
        (2, JsonNamingPolicy.SnakeCaseLower),
        (3, JsonNamingPolicy.SnakeCaseUpper),
        (4, JsonNamingPolicy.KebabCaseLower),
        (5, JsonNamingPolicy.KebabCaseUpper),
    ];

    // Whatever may stand in an identifier, the edges of words above all.
    private static readonly Gen<string> Name = Gen.Frequency(
        (8, Gen.Char["ABCDEXYZ"]), (8, Gen.Char["abcdexyz"]), (3, Gen.Char["0123456789"]), (2, Gen.Char["_"]), (1, Gen.Char["äÖßÉñλΩЖ"]), (1, Gen.Char[" "]))
        .Array[0, 12].Select(chars => new string(chars));

    [Fact]
    public void Names_members_as_the_serializer_does() => Name.Sample(name =>
    {
        foreach (var (policy, original) in Policies)
        {
            NamingPolicy.Apply(policy, name).Should().Be(original.ConvertName(name), "policy {0} names '{1}'", policy, name);
        }
    });

    [Fact]
    public void Leaves_names_alone_without_a_policy() => NamingPolicy.Apply(NamingPolicy.Unspecified, "URLValue").Should().Be("URLValue");
}
