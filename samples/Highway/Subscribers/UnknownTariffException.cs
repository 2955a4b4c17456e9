namespace Highway;

/// <summary>Nobody has said what a car of this kind pays.</summary>
internal sealed class UnknownTariffException(string kind) : Exception($"There is no tariff for a {kind}.");
