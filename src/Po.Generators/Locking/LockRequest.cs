using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Po.Generators;

/// <summary>What <c>dotnet build -t:UpdateEventsLock</c> asks the compiler for; compared by value.</summary>
/// <param name="IsUpdate">Whether the file is to be worked out anew.</param>
/// <param name="Rewritten">The entries, as <c>name@version</c>, that may change; <c>*</c> is all.</param>
internal sealed record LockRequest(bool IsUpdate, EquatableArray<string> Rewritten)
{
    // MSBuild takes commas and semicolons for the end of a property. A plus may stand in a name; behind a version it is between two of them.
    private static readonly Regex Separator = new("(?<=@[0-9]+ *)\\+", RegexOptions.CultureInvariant);

    public static LockRequest Of(AnalyzerConfigOptions options)
    {
        var isUpdate = options.TryGetValue("build_property.PoUpdatesEventsLock", out var update)
            && string.Equals(update, "true", StringComparison.OrdinalIgnoreCase);
        var rewritten = isUpdate && options.TryGetValue("build_property.RewriteMessage", out var names) ? names : "";
        return new LockRequest(isUpdate, Separator.Split(rewritten).Select(name => name.Trim()).Where(name => name.Length > 0).ToImmutableArray());
    }

    /// <summary>Whether the shape of an entry that is there may become another one.</summary>
    public bool Rewrites(LockEntry entry) => Rewritten.Any(name => name == "*" || name == entry.Key);
}
