using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Po.Hosting.Tests;

public class PoEventIdTests
{
    private static readonly int[] Ids = [.. Constants(typeof(PoEventId))];

    [Fact]
    public void Every_number_stands_for_one_event_here_and_in_the_engine()
    {
        var engine = typeof(PoEngine).Assembly.GetType("Po.PoEventId", throwOnError: true)!;

        Ids.Concat(Constants(engine)).Should().OnlyHaveUniqueItems();
        Ids.Should().OnlyContain(id => (id >= 1900 && id <= 1999) || (id >= 3500 && id <= 3999));
    }

    [Fact]
    public void Every_number_is_that_of_one_method_of_the_log() =>
        typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()!.EventId)
            .Should().BeEquivalentTo(Ids);

    private static IEnumerable<int> Constants(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (int)field.GetRawConstantValue()!);
}
