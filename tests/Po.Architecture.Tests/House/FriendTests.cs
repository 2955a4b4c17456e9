using System.Reflection;
using System.Runtime.CompilerServices;

namespace Po.Architecture.Tests;

public class FriendTests
{
    public static TheoryData<string> Shipping => [.. Repository.Shipping];

    [Theory]
    [MemberData(nameof(Shipping))]
    public void Internals_are_visible_to_the_own_tests_and_the_benchmarks_alone(string project)
    {
        var friends = Assembly.Load(project).GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName);

        friends.Should().BeSubsetOf([$"{project}.Tests", "Po.Benchmarks", "DynamicProxyGenAssembly2"]);
    }
}
