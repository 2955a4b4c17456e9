namespace Po.Postgres;

/// <summary>What one statement reads: a stream by its numbers, a group or everything by global numbers.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">The stream or the group; empty for everything.</param>
internal readonly record struct PageSource(PageKind Kind, string Name)
{
    public static PageSource Stream(StreamId stream) => new(PageKind.Stream, stream.ToString());

    public static PageSource Of(StreamId source) =>
        source.IsAll ? new(PageKind.All, "")
        : source.HasEntity ? Stream(source)
        : new(PageKind.Group, source.Group);
}
