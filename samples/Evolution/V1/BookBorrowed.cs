namespace Evolution.V1;

/// <summary>The member has taken a book home.</summary>
internal sealed record BookBorrowed(string Title);
