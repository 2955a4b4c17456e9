namespace Evolution.V2;

/// <summary>Somebody has become a member of the library; called <c>member-registered</c> in the first release.</summary>
internal sealed record MemberJoined(string Name, string Address);
