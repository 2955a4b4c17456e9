namespace Evolution.V2;

/// <summary>The member has filled in the form for changes; what stayed as it was is null.</summary>
internal sealed record ProfileChanged(string? Name, string? Address);
