using System.Text;

namespace Po.Specification;

/// <summary>Builds the things that tests need, with defaults for what a test does not care about; change the rest by <c>with</c>.</summary>
public static class A
{
    /// <summary>The time of every record.</summary>
    public static DateTimeOffset Time { get; } = new DateTimeOffset(2026, 3, 29, 1, 59, 59, TimeSpan.Zero).AddMicroseconds(123_457);

    /// <summary>Texts that have gone wrong somewhere before: quotes, wildcards, formats, spaces, scripts, emoji.</summary>
    public static TheoryData<string> Texts => new(
        "plain", " leading and trailing ", "50%off", "a_b", "'; DROP TABLE po_records; --", "\"quoted\"", "back\\slash", "{0}",
        "größer", "e\u0301", "\u00e9", "日本語", "Ελληνικά", "עברית", "👩‍👩‍👧‍👦", "\ufeffmark", "a-b--c-", "UPPER", "upper");

    /// <summary>A group that nothing else uses.</summary>
    public static string Group() => $"orders{Guid.CreateVersion7():N}";

    /// <summary>A record with an id of its own.</summary>
    /// <param name="data">The data.</param>
    public static NewRecord Record(string data = "{}") => Record(Encoding.UTF8.GetBytes(data));

    /// <summary>A record with an id of its own.</summary>
    /// <param name="data">The data.</param>
    public static NewRecord Record(byte[] data) =>
        new() { Id = Guid.CreateVersion7(), Type = "order-placed", Data = data, Time = Time };

    /// <summary>Records with ids of their own.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">The length of the data of each.</param>
    public static NewRecord[] Records(int count, int bytes = 2) =>
        [.. Enumerable.Range(0, count).Select(_ => Record(new byte[bytes]))];

    /// <summary>An append.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="records">The records.</param>
    public static AppendRequest Append(StreamId stream, params NewRecord[] records) =>
        new() { Stream = stream, Records = records };

    /// <summary>A snapshot.</summary>
    /// <param name="stream">What was projected.</param>
    /// <param name="globalNumber">How far.</param>
    /// <param name="data">The state.</param>
    public static Snapshot Snapshot(StreamId stream, long globalNumber = 1, string data = "state") => new()
    {
        Stream = stream,
        Name = "totals",
        Number = 1,
        GlobalNumber = globalNumber,
        State = new SerializedState("shape", Encoding.UTF8.GetBytes(data)),
    };
}
