namespace Evolution.V2;

/// <summary>The member has taken a book home. What was stored without a language is English: a member with a default is no new version.</summary>
internal sealed record BookBorrowed(string Title, string Language = "en");
