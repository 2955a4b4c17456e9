namespace Po.Generators;

/// <summary>The lock file as it is to be, and what is new in it; compared by value.</summary>
/// <param name="Text">The whole file.</param>
/// <param name="Changes">What has changed, one line each.</param>
internal sealed record LockUpdate(string Text, string Changes)
{
    private const string Comment = "// ";

    // Entries stay for good: what is stored is read for as long as the store lives. An entry changes only where the analyzer has let
    // the compilation pass, so nothing is asked here.
    public static LockUpdate? Of(MessageScan scan, LockFile? file)
    {
        if (file?.BrokenLine is not null)
        {
            return null;
        }

        var entries = (file?.Entries ?? []).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        var changes = new List<string>();
        foreach (var (message, catalogue) in scan.Catalogued)
        {
            var now = LockEntries.Of(message, catalogue);
            if (!entries.TryGetValue(now.Key, out var before))
            {
                entries.Add(now.Key, now);
                changes.Add($"+ {now.Key}");
                continue;
            }

            entries[now.Key] = now.Keeping(before.Aliases);
            changes.AddRange(now.Aliases.Except(before.Aliases).Select(alias => $"+ {now.Key}: alias {alias}"));
            if (LockChanges.Between(before, now) is { Count: > 0 } different)
            {
                changes.Add($"~ {now.Key}: {string.Join("; ", different)}");
            }
        }

        return new LockUpdate(LockFile.Write(entries.Values), string.Join("\n", changes.OrderBy(change => change, StringComparer.Ordinal)));
    }

    /// <summary>The build reads it from what the compiler leaves behind, and takes the signs of the comment away.</summary>
    public static string AsComment(string text) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line => $"{Comment}{line}\n"));
}
