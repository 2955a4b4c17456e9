namespace Po.Hosting;

// What a subscription must be to work at all. Each sentence says what is wrong and what to do.
internal static class SubscriptionRules
{
    public static void Check(
        SubscriptionRegistration registration, IEnumerable<SubscriptionRegistration> all, IRegistry registry)
    {
        CheckId(registration, all);
        CheckSource(registration);
        CheckHandler(registration, registry);
    }

    private static void CheckId(SubscriptionRegistration registration, IEnumerable<SubscriptionRegistration> all)
    {
        var other = all.First(candidate => candidate.Id == registration.Id);
        if (!other.Equals(registration))
        {
            throw new PoConfigurationException(
                $"The subscription id '{registration.Id}' is given twice: to {Describe(other)} and to {Describe(registration)}. Under an "
                + "id one position is kept, so each subscription needs an id of its own.");
        }
    }

    private static void CheckSource(SubscriptionRegistration registration)
    {
        try
        {
            StreamId.Parse(registration.Source);
        }
        catch (FormatException e)
        {
            throw new PoConfigurationException(
                $"The source '{registration.Source}' of subscription '{registration.Id}' is no stream id. {e.Message}");
        }
    }

    private static void CheckHandler(SubscriptionRegistration registration, IRegistry registry)
    {
        if (registration.HandlerType is not { } type)
        {
            return;
        }

        var handled = HandlerTypes.HandledBy(type).ToList();
        if (handled.Count == 0 && !type.IsAssignableTo(typeof(IHandler)) && !type.IsAssignableTo(typeof(IBatchHandler)))
        {
            throw new PoConfigurationException(
                $"{type}, the handler of subscription '{registration.Id}', handles nothing: implement IHandler<T> for the types of "
                + "messages that it wants, IHandler for every message, or IBatchHandler for many at once.");
        }

        if (handled.Find(data => !registry.Contains(data)) is { } unknown)
        {
            throw new PoConfigurationException(
                $"{type}, the handler of subscription '{registration.Id}', handles {unknown}, which is not registered as a message. "
                + $"Register it: AddMessage<{unknown.Name}>(\"…\").");
        }
    }

    private static string Describe(SubscriptionRegistration registration) =>
        $"{registration.HandlerName} on '{registration.Source}'";
}
