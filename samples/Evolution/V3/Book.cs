namespace Evolution.V3;

/// <summary>A book.</summary>
internal sealed record Book(string Title, string Language);
