namespace Po.Tests;

internal static class ADefinition
{
    public static SubscriptionDefinition Of(
        string id, string source, Func<ISubscriptionContext, IHandlerScope> create, SubscriptionOptions? options = null) =>
        new() { Id = id, Source = A.Stream(source), CreateHandler = create, Options = options };
}
