namespace Po.Postgres;

/// <summary>What one statement reads: a stream by its numbers, a group or everything by global numbers, or what a filter leaves of it.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">The stream or the group; empty for everything.</param>
/// <param name="Groups">The only groups; null for all.</param>
/// <param name="Types">The only types; null for all.</param>
internal readonly record struct PageSource(
    PageKind Kind, string Name, IReadOnlyList<string>? Groups = null, IReadOnlyList<string>? Types = null)
{
    /// <summary>Whether a stream is read, along its numbers.</summary>
    public bool IsStream => Kind is PageKind.Stream or PageKind.StreamTypes;

    /// <summary>Whether the statement has a name as its first parameter.</summary>
    public bool HasName => Name.Length > 0;

    /// <summary>Whether there is a filter. Such a page asks for one record more, so that it knows whether it is the last one.</summary>
    public bool IsFiltered => Groups is not null || Types is not null;

    public static PageSource Stream(StreamId stream) => new(PageKind.Stream, stream.ToString());

    public static PageSource Of(StreamId source, PageRequest page)
    {
        var hasTypes = page.Types is not null;
        var (kind, name) =
            source.HasEntity ? (hasTypes ? PageKind.StreamTypes : PageKind.Stream, source.ToString())
            : !source.IsAll ? (hasTypes ? PageKind.GroupTypes : PageKind.Group, source.Group)
            : page.Groups is not null ? (hasTypes ? PageKind.AllGroupsTypes : PageKind.AllGroups, "")
            : (hasTypes ? PageKind.AllTypes : PageKind.All, "");
        return new PageSource(kind, name, page.Groups, page.Types);
    }
}
