namespace Po.Specification;

// One step of a random program of an engine. Everything is an index, so that a program can be shrunk and run again.
internal abstract record EngineStep(int Engine)
{
    /// <summary>Appends; the expectation is relative to the stream's last number, null for none.</summary>
    public sealed record Append(int Engine, int Stream, int? Expected, int Count) : EngineStep(Engine);

    /// <summary>Appends the messages of a parcel, whose ids are always the same: the first time for real.</summary>
    public sealed record Deliver(int Engine, int Stream, int Parcel) : EngineStep(Engine);

    public sealed record Read(int Engine, int Source, ReadDirection Direction, int? From, int? Limit) : EngineStep(Engine);

    public sealed record Project(int Engine, int Source, int Name, int Version) : EngineStep(Engine);

    public sealed record Execute(int Engine, int Stream, int Value, int Count, int Limit) : EngineStep(Engine);

    public sealed record SaveSnapshot(int Engine, int Source, int Name, int Version) : EngineStep(Engine);

    public sealed record DeleteSnapshot(int Engine, int Source, int Name) : EngineStep(Engine);

    /// <summary>Puts a snapshot into the store that was made of other messages, or is no state at all.</summary>
    public sealed record SpoilSnapshot(int Engine, int Source, int Name, bool IsOfOthers) : EngineStep(Engine);

    /// <summary>Lets the snapshots that wait be written.</summary>
    public sealed record Flush(int Engine) : EngineStep(Engine);

    /// <summary>Takes a new view of a stream in place of the one there was.</summary>
    public sealed record View(int Engine, int Stream, int Index) : EngineStep(Engine);

    public sealed record ViewProject(int Engine, int Index, int Name) : EngineStep(Engine);

    public sealed record ViewAppend(int Engine, int Index, int Count) : EngineStep(Engine);

    public sealed record ViewExecute(int Engine, int Index, int Value) : EngineStep(Engine);
}
