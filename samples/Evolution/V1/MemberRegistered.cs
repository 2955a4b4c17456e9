namespace Evolution.V1;

/// <summary>Somebody has become a member of the library.</summary>
internal sealed record MemberRegistered(string Name, string Address);
