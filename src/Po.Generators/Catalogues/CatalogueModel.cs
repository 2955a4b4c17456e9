namespace Po.Generators;

/// <summary>What is written for a catalogue; compared by value.</summary>
/// <param name="Namespace">The namespace; empty for the global one.</param>
/// <param name="Declarations">The declarations to open, from the outside in: <c>partial class Outer</c>.</param>
/// <param name="Class">The class with its namespace and the classes that it stands in, as a name of a file.</param>
/// <param name="Entries">The messages.</param>
internal sealed record CatalogueModel(string Namespace, EquatableArray<string> Declarations, string Class, EquatableArray<CatalogueEntry> Entries);
