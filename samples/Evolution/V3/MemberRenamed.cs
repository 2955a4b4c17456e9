namespace Evolution.V3;

/// <summary>The member has another name; part of what was <c>profile-changed</c> until the second release.</summary>
internal sealed record MemberRenamed(string Name);
