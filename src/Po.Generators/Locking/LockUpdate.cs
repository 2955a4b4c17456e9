namespace Po.Generators;

/// <summary>The lock file as it is to be, and what is new in it; compared by value.</summary>
/// <param name="Text">The whole file.</param>
/// <param name="Changes">What has changed, one line each.</param>
/// <param name="Refused">What was to have another shape and was not named, one line each: it keeps the shape that is stored, and the build fails.</param>
internal sealed record LockUpdate(string Text, string Changes, string Refused)
{
    private const string Comment = "// ";

    // Entries stay for good: what is stored is read for as long as the store lives. Whether one may change is asked here once more, since the
    // analyzer that says so first can be switched off.
    public static LockUpdate? Of(MessageScan scan, LockFile? file, LockRequest request)
    {
        if (file?.BrokenLine is not null)
        {
            return null;
        }

        var entries = (file?.Entries ?? []).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        var changes = new List<string>();
        var refused = new List<string>();
        foreach (var (message, catalogue) in scan.Catalogued)
        {
            var now = LockEntries.Of(message, catalogue);
            if (!entries.ContainsKey(now.Key))
            {
                entries.Add(now.Key, now);
                changes.Add($"+ {now.Key}");
            }

            foreach (var (before, after) in file is null ? [] : LockEntries.Stored(now, file))
            {
                entries[before.Key] = Change(before, after, request.Rewrites(before), changes, refused);
            }
        }

        return new LockUpdate(file?.With(entries.Values) ?? LockFile.Write(entries.Values), Lines(changes), Lines(refused));
    }

    private static LockEntry Change(LockEntry before, LockEntry after, bool isRewritten, List<string> changes, List<string> refused)
    {
        changes.AddRange(after.Aliases.Except(before.Aliases).Select(alias => $"+ {before.Key}: alias {alias}"));
        if (before.IsRetired)
        {
            changes.Add($"+ {before.Key}: no longer retired");
        }

        if (LockChanges.Between(before, after) is not { Count: > 0 } different)
        {
            return after;
        }

        var line = $"{before.Key}: {string.Join("; ", different)}";
        if (isRewritten)
        {
            changes.Add($"~ {line}");
            return after;
        }

        refused.Add(line);
        return after with { Lines = before.Lines };
    }

    /// <summary>The build reads it from what the compiler leaves behind, and takes the signs of the comment away.</summary>
    public static string AsComment(string text) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line => $"{Comment}{line}\n"));

    private static string Lines(List<string> lines) => string.Join("\n", lines.OrderBy(line => line, StringComparer.Ordinal));
}
