namespace Po;

/// <summary>The rules about filters of reads, for stores.</summary>
public static class PageFilterExtensions
{
    /// <summary>Refuses a filter that cannot work.</summary>
    /// <param name="page">The request.</param>
    /// <param name="source">What is read by global numbers.</param>
    /// <exception cref="ArgumentException">A filter is empty, or groups are chosen of something else than <see cref="StreamId.All"/>.</exception>
    public static void CheckFilter(this PageRequest page, StreamId source)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Groups is { Count: 0 } || page.Types is { Count: 0 })
        {
            throw new ArgumentException("A filter that nothing matches reads nothing: leave it null, or name what to read.", nameof(page));
        }

        if (page.Groups is not null && !source.IsAll)
        {
            throw new ArgumentException($"Groups are chosen of every group (*), not of '{source}'.", nameof(page));
        }
    }

    /// <summary>Refuses every filter, for a read of one stream by its numbers.</summary>
    /// <param name="page">The request.</param>
    /// <exception cref="ArgumentException">There is a filter.</exception>
    public static void RefuseFilter(this PageRequest page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Groups is not null || page.Types is not null)
        {
            throw new ArgumentException("Records are filtered when they are read by global numbers; a stream is read by its numbers as a whole.", nameof(page));
        }
    }

    /// <summary>Whether a record with a type belongs to the page, as far as <see cref="PageRequest.Types"/> goes.</summary>
    /// <param name="page">The request.</param>
    /// <param name="type">What is stored as the type: <c>name</c>, or <c>name@2</c>, which <c>name@</c> includes as any version.</param>
    public static bool IncludesType(this PageRequest page, string type)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(type);
        return page.Types is null
            || page.Types.Contains(type)
            || (type.IndexOf('@', StringComparison.Ordinal) is var mark and >= 0 && page.Types.Contains(type[..(mark + 1)]));
    }
}
