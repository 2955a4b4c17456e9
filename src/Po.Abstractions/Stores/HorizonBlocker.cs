using System.Globalization;

namespace Po;

/// <summary>The transaction that has held the horizon of a store back for the longest time, as far as the store may see it.</summary>
/// <remarks>Holds no payload, no statement and no secret.</remarks>
public sealed record HorizonBlocker
{
    /// <summary>What it is, in words that help to find it.</summary>
    public required string Description { get; init; }

    /// <summary>Its process on the server; null if it has none, like a prepared transaction.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The name that its application goes by on the server; null if it has none or the store may not see it.</summary>
    public string? ApplicationName { get; init; }

    /// <summary>For how long it has been open; null if the store may not see it.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>The description and the age.</summary>
    /// <returns>One clause without a full stop.</returns>
    public override string ToString() => Age is { } age
        ? string.Create(CultureInfo.InvariantCulture, $"{Description}, open for {age.TotalSeconds:0.#} s")
        : Description;
}
