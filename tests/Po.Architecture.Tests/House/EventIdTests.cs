using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Po.Architecture.Tests;

public class EventIdTests
{
    // 1xxx store, 2xxx broker, 3xxx subscription, 4xxx snapshot, 5xxx migration.
    private const int First = 1000;
    private const int Last = 5999;

    private static readonly Type[] Types = [.. ShippingTypes.All];

    private static readonly (string Name, int Id)[] Ids =
    [
        .. Types
            .Where(type => type.Name == "PoEventId")
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public)
                .Select(field => ($"{type.Namespace}.{field.Name}", (int)field.GetRawConstantValue()!))),
    ];

    private static readonly LoggerMessageAttribute[] Messages =
    [
        .. Types
            .Where(type => type.Name == "Log")
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>(),
    ];

    [Fact]
    public void Numbers_are_unique_over_all_packages() =>
        Ids.Should().NotBeEmpty().And.OnlyHaveUniqueItems(pair => pair.Id);

    [Fact]
    public void Numbers_are_in_the_ranges() => Ids.Should().OnlyContain(pair => pair.Id >= First && pair.Id <= Last);

    [Fact]
    public void Every_number_is_used_by_exactly_one_message() =>
        Messages.Select(message => message.EventId).Should().BeEquivalentTo(Ids.Select(pair => pair.Id));

    [Fact]
    public void Messages_are_logged_through_Log_alone() =>
        Types
            .Where(type => type.Name != "Log")
            .SelectMany(type => type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(LoggerMessageAttribute)))
            .Should().BeEmpty();
}
