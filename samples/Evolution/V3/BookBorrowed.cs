namespace Evolution.V3;

/// <summary>The member has taken a book home: version 2, in which the book is an object, and the member may keep it for so many weeks.</summary>
internal sealed record BookBorrowed(Book Book, int Weeks);
