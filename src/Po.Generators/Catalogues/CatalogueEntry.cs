namespace Po.Generators;

/// <summary>One registration.</summary>
/// <param name="Type">The type, with <c>global::</c>.</param>
/// <param name="Name">The wire name.</param>
/// <param name="Version">The version.</param>
/// <param name="Aliases">The other names that it is read by.</param>
internal sealed record CatalogueEntry(string Type, string Name, int Version, EquatableArray<string> Aliases);
