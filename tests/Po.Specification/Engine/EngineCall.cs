namespace Po.Specification;

// What one caller of a concurrent program does to one of two streams.
internal abstract record EngineCall(int Stream)
{
    /// <summary>Appends; the expectation is relative to the number that this caller has seen last, null for none.</summary>
    public sealed record Append(int Stream, int? Expected, int Count) : EngineCall(Stream);

    /// <summary>Appends the messages of the stream's parcel, whose ids are always the same.</summary>
    public sealed record Deliver(int Stream) : EngineCall(Stream);

    public sealed record Read(int Stream) : EngineCall(Stream);

    public sealed record Project(int Stream, int Name) : EngineCall(Stream);

    /// <summary>Projects the group of both streams.</summary>
    public sealed record ProjectGroup(int Stream) : EngineCall(Stream);

    public sealed record Execute(int Stream, int Value, int Count, int Limit) : EngineCall(Stream);

    public sealed record SaveSnapshot(int Stream, int Name) : EngineCall(Stream);

    public sealed record DeleteSnapshot(int Stream, int Name) : EngineCall(Stream);
}
