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

    /// <summary>A parked message that has failed once.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="globalNumber">Its place in the store.</param>
    public static ParkedMessage Parked(StreamId stream, long globalNumber) =>
        new() { Stream = stream, GlobalNumber = globalNumber, Attempts = 1, Error = "out of order", ParkedAt = Time };

    /// <summary>An audit entry.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="action">What was done.</param>
    /// <param name="detail">What exactly.</param>
    public static AuditEntry Audit(string subscriptionId, AuditAction action = AuditAction.Pause, string detail = "") =>
        new() { SubscriptionId = subscriptionId, Action = action, Actor = "somebody", Time = Time, Detail = detail };

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
