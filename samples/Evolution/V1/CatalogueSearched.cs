namespace Evolution.V1;

/// <summary>The member has looked for something.</summary>
internal sealed record CatalogueSearched(string Words);
