using System.Reflection;

namespace Po.Architecture.Tests;

public class ContractTests
{
    // What applications call; the other contracts are what stores and handlers implement.
    private static readonly Type[] Called =
    [
        typeof(CommandExtensions),
        typeof(IPo),
        typeof(IPoAdmin),
        typeof(IRebuild),
        typeof(IStream),
        typeof(ISubscription),
        typeof(ISubscriptionContext),
        typeof(Message),
        typeof(Message<>),
    ];

    private static readonly MethodInfo[] Methods =
    [
        .. ShippingTypes.All
            .Where(type => type.IsVisible && type.Assembly == typeof(IStore).Assembly)
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)),
    ];

    [Fact]
    public void Whatever_waits_returns_a_ValueTask() =>
        Methods.Where(method => method.ReturnType.IsAssignableTo(typeof(Task))).Select(Name).Should().BeEmpty();

    [Fact]
    public void The_name_of_whatever_waits_ends_in_Async() =>
        Methods.Where(method => Waits(method) != method.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Name).Should().BeEmpty();

    [Fact]
    public void A_token_stands_last_and_has_a_default_only_where_applications_call() =>
        Methods
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.ParameterType == typeof(CancellationToken))
            .Where(parameter => !IsLast(parameter) || parameter.HasDefaultValue != Called.Contains(parameter.Member.DeclaringType))
            .Select(parameter => Name((MethodInfo)parameter.Member))
            .Should().BeEmpty();

    private static bool Waits(MethodInfo method) =>
        method.ReturnType == typeof(ValueTask)
        || (method.ReturnType.IsGenericType
            && (method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>)
                || method.ReturnType.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    private static bool IsLast(ParameterInfo parameter) =>
        parameter.Position == ((MethodInfo)parameter.Member).GetParameters().Length - 1;

    private static string Name(MethodInfo method) => $"{method.DeclaringType}.{method.Name}";
}
