using System.Globalization;

namespace Po.Postgres;

/// <summary>The transaction that has held the horizon back for the longest time, as far as this user may see it.</summary>
internal sealed record HorizonBlocker
{
    /// <summary>Its server process; null for a prepared transaction, which has none.</summary>
    public int? ProcessId { get; init; }

    public string? ApplicationName { get; init; }

    public string? UserName { get; init; }

    public string? State { get; init; }

    /// <summary>How long it has been open.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>The name of a prepared transaction.</summary>
    public string? PreparedName { get; init; }

    public override string ToString() => PreparedName is not null
        ? $"the prepared transaction '{PreparedName}'"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"a transaction of process {ProcessId}, application '{ApplicationName ?? "?"}', user '{UserName ?? "?"}', {State ?? "?"}, open for {(Age is { } age ? $"{age.TotalSeconds:0.#} s" : "?")},");
}
