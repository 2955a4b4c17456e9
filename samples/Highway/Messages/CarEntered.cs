namespace Highway;

/// <summary>A car has driven onto a stretch of road.</summary>
/// <param name="Road">The stretch.</param>
/// <param name="Kind">What kind of car it is: the tariff goes by it.</param>
internal sealed record CarEntered(string Road, string Kind);
