namespace Po.Generators;

// What tells two shapes of one message apart, in words.
internal static class LockChanges
{
    private const int MostShown = 5;

    /// <summary>Compares the members; their order is no part of a shape.</summary>
    public static IReadOnlyList<string> Between(LockEntry before, LockEntry after)
    {
        var old = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in before.Lines)
        {
            old[line.Path] = line.Shape;
        }

        var changes = new List<string>();
        foreach (var line in after.Lines)
        {
            if (!old.TryGetValue(line.Path, out var shape))
            {
                changes.Add($"+ {line.Path}: {line.Shape}");
            }
            else if (shape != line.Shape)
            {
                changes.Add($"{line.Path}: {shape} → {line.Shape}");
            }

            old.Remove(line.Path);
        }

        return [.. old.OrderBy(line => line.Key, StringComparer.Ordinal).Select(line => $"- {line.Key}: {line.Value}"), .. changes];
    }

    public static string Join(IReadOnlyList<string> changes) => changes.Count <= MostShown
        ? string.Join("; ", changes)
        : $"{string.Join("; ", changes.Take(MostShown))}; and {changes.Count - MostShown} more";
}
