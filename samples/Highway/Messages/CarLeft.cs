using Po;

namespace Highway;

/// <summary>A car has left a stretch of road.</summary>
/// <param name="Road">The stretch.</param>
/// <param name="Kind">What kind of car it is: the tariff goes by it.</param>
/// <param name="Kilometres">How far it has driven.</param>
/// <param name="Speed">How fast it was, in kilometres an hour.</param>
[Message("car-left")]
internal sealed record CarLeft(string Road, string Kind, int Kilometres, int Speed);
