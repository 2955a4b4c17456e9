namespace Po;

/// <summary>Which part of a stream, a group or the store one read returns.</summary>
public sealed record PageRequest
{
    /// <summary>The number, or global number, to start at; it is itself included.</summary>
    /// <value>1 by default. A backward read starts at the end with <see cref="long.MaxValue"/>.</value>
    public long From { get; init; } = 1;

    /// <summary>Which way to read.</summary>
    /// <value>Forward by default.</value>
    public ReadDirection Direction { get; init; }

    /// <summary>The most records to return.</summary>
    /// <value>At least 1; 1,000 by default.</value>
    public int MaxCount { get; init; } = 1_000;

    /// <summary>The page ends with the record that brings the data to this many bytes, so it holds at least one record.</summary>
    /// <value>At least 1; 4 MiB by default.</value>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Only records of these groups, for a read of <see cref="StreamId.All"/> by global numbers; a read of one stream by its numbers refuses it.</summary>
    /// <value>Null, the default, for every group; otherwise at least one, each once.</value>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Only records with these type names, for a read by global numbers; a read of one stream by its numbers refuses it.</summary>
    /// <value>
    /// Null, the default, for every type; otherwise at least one, each once. A name that ends in <c>@</c> stands for every version behind it, 2 and up, those
    /// included that the reader does not know yet; see <see cref="PageFilterExtensions.IncludesType"/>.
    /// </value>
    public IReadOnlyList<string>? Types { get; init; }
}
