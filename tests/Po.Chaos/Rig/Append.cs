using System.Globalization;

namespace Po.Chaos;

/// <summary>An append, and what its caller was told.</summary>
/// <param name="Id">The id of its first message.</param>
/// <param name="Worker">Who has made it.</param>
/// <param name="Stream">Where to.</param>
/// <param name="Parts">How many messages it has.</param>
/// <param name="Expected">The number that it expects; null if none.</param>
internal sealed record Append(string Id, string Worker, string Stream, int Parts, long? Expected)
{
    public AppendOutcome Outcome { get; set; }

    public long LastNumber { get; set; }

    public long FirstGlobal { get; set; }

    public long LastGlobal { get; set; }

    /// <summary>What the caller was told instead of an answer.</summary>
    public string Error { get; set; } = "";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Id} {Worker} {Stream} parts={Parts} expected={Expected} {Outcome} number={LastNumber} global={FirstGlobal}..{LastGlobal} {Error}");
}
