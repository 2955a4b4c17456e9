using System.Collections.Immutable;
using System.Text;

namespace Po.Generators;

// po.events.lock: text that people read in a diff and Git merges. One entry a block, sorted by name and version, one member a line.
internal sealed class LockFile
{
    public const string FileName = "po.events.lock";

    public const string Header = "# The shape of every stored message. Commit this file; what is new is added by: dotnet build -t:UpdateEventsLock";
    public const string Message = "message ";
    public const string Retired = " retired";
    public const string Alias = "  @alias: ";
    public const string Indent = "  ";

    private readonly Dictionary<string, LockEntry> _byKey;

    public LockFile(ImmutableArray<LockEntry> entries, int? brokenLine)
    {
        Entries = entries;
        BrokenLine = brokenLine;
        _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    public ImmutableArray<LockEntry> Entries { get; }

    /// <summary>The first line, from 0, that cannot be read; null if all can.</summary>
    public int? BrokenLine { get; }

    /// <summary>What people have written at the top of the file, below the first line, and at its end.</summary>
    public ImmutableArray<string> Top { get; init; } = [];

    /// <inheritdoc cref="Top"/>
    public ImmutableArray<string> Bottom { get; init; } = [];

    public static LockFile Parse(string text) => new LockReader().Read(text);

    public LockEntry? Find(string name, int version) => _byKey.TryGetValue($"{name}@{version}", out var entry) ? entry : null;

    /// <summary>Writes entries in their order, whatever order they come in.</summary>
    public static string Write(IEnumerable<LockEntry> entries) => new LockFile([], brokenLine: null).With(entries);

    /// <summary>Writes entries in their order, and what people have written into this file.</summary>
    public string With(IEnumerable<LockEntry> entries)
    {
        var text = new StringBuilder();
        AppendAll(text, Top.Insert(0, Header));
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Version))
        {
            text.Append('\n');
            AppendAll(text, entry.Comments);
            Append(text, entry);
        }

        if (!Bottom.IsEmpty)
        {
            text.Append('\n');
            AppendAll(text, Bottom);
        }

        return text.ToString();
    }

    /// <summary>Writes one entry.</summary>
    public static string Write(LockEntry entry)
    {
        var text = new StringBuilder();
        Append(text, entry);
        return text.ToString();
    }

    /// <summary>Puts entries into a file: beside those that are there, or in the place of one of the same name and version. A file that cannot be read stays as it is.</summary>
    public static string Merge(string text, IEnumerable<LockEntry> added)
    {
        var file = Parse(text);
        if (file.BrokenLine is not null)
        {
            return text;
        }

        var entries = file.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var entry in added)
        {
            entries[entry.Key] = entries.TryGetValue(entry.Key, out var before) ? entry with { Comments = before.Comments } : entry;
        }

        return file.With(entries.Values);
    }

    private static void AppendAll(StringBuilder text, IEnumerable<string> comments)
    {
        foreach (var comment in comments)
        {
            text.Append(comment).Append('\n');
        }
    }

    private static void Append(StringBuilder text, LockEntry entry)
    {
        text.Append(Message).Append(entry.Key).Append(entry.IsRetired ? Retired : "").Append('\n');
        foreach (var alias in entry.Aliases.OrderBy(alias => alias, StringComparer.Ordinal))
        {
            text.Append(Alias).Append(alias).Append('\n');
        }

        foreach (var line in entry.Lines)
        {
            text.Append(Indent).Append(line.Path).Append(": ").Append(line.Shape).Append('\n');
        }
    }
}
