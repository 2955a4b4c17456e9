namespace Evolution.V3;

/// <summary>The member lives somewhere else; part of what was <c>profile-changed</c> until the second release.</summary>
internal sealed record MemberMoved(string Address);
