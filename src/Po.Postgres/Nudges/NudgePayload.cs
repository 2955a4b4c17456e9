using System.Globalization;

namespace Po.Postgres;

// What a notification carries: who sent it, the highest global number, the streams. Lines, because no stream id holds a line break.
internal static class NudgePayload
{
    // A notification holds less than 8,000 bytes; a stream id has 512 at most and 4 bytes for a UTF-16 pair.
    private const int MaxCharacters = 1_900;

    // A version of Po that writes them differently may have sent it: one look too many costs less than waiting for the poll.
    private static readonly (string? Sender, IReadOnlyList<Nudge> Nudges) Unknown = (null, [new Nudge(StreamId.All, 0)]);

    public static string Write(string sender, IReadOnlyDictionary<StreamId, long> nudges)
    {
        var length = nudges.Keys.Sum(stream => stream.ToString().Length + 1);
        IEnumerable<StreamId> streams = length <= MaxCharacters ? nudges.Keys : [StreamId.All];
        var last = nudges.Count == 0 ? 0 : nudges.Values.Max();
        return string.Join('\n', [sender, last.ToString(CultureInfo.InvariantCulture), .. streams.Select(stream => stream.ToString())]);
    }

    /// <summary>Reads a payload, which anybody who may connect to the database can send.</summary>
    /// <returns>Who has sent it and what is new; no sender, and that anything may be new, if it is none of Po's.</returns>
    public static (string? Sender, IReadOnlyList<Nudge> Nudges) Read(string payload)
    {
        var lines = payload.Split('\n');
        if (lines.Length < 2 || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            return Unknown;
        }

        var nudges = new List<Nudge>(lines.Length - 2);
        foreach (var line in lines.AsSpan(2))
        {
            if (!StreamId.TryParse(line, out var stream))
            {
                return Unknown;
            }

            nudges.Add(new Nudge(stream, last));
        }

        return (lines[0], nudges);
    }
}
