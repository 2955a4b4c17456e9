namespace Po.Hosting;

// The states as telemetry and health reports write them.
internal static class SubscriptionStates
{
    public static IReadOnlyList<SubscriptionState> All { get; } = Enum.GetValues<SubscriptionState>();

    public static string NameOf(SubscriptionState state) => state switch
    {
        SubscriptionState.Starting => "starting",
        SubscriptionState.CatchingUp => "catching_up",
        SubscriptionState.CaughtUp => "caught_up",
        SubscriptionState.StandingBy => "standing_by",
        SubscriptionState.Retrying => "retrying",
        SubscriptionState.Paused => "paused",
        _ => "stopped",
    };
}
