using Po;

namespace Highway;

#region message
/// <summary>A car has driven onto a stretch of road.</summary>
/// <param name="Road">The stretch.</param>
/// <param name="Kind">What kind of car it is: the tariff goes by it.</param>
[Message("car-entered")]
internal sealed record CarEntered(string Road, string Kind);
#endregion
