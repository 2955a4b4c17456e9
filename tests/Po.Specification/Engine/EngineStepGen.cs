using CsCheck;

namespace Po.Specification;

// Random programs of an engine: few streams and small numbers, so that things meet.
internal static class EngineStepGen
{
    private static readonly Gen<int> Engine = Gen.Int[0, 1];
    private static readonly Gen<int> Stream = Gen.Int[0, EngineRun.StreamCount - 1];
    private static readonly Gen<int> Source = Gen.Int[0, EngineRun.StreamCount];
    private static readonly Gen<int> View = Gen.Int[0, EngineRun.ViewCount - 1];
    private static readonly Gen<int> Name = Gen.Int[0, 1];
    private static readonly Gen<int> Version = Gen.Frequency((4, Gen.Const(1)), (1, Gen.Const(2)));
    private static readonly Gen<int> Count = Gen.Frequency((3, Gen.Int[1, 3]), (1, Gen.Int[10, 14]));
    private static readonly Gen<int?> Expected = Gen.Frequency(
        (3, Gen.Const((int?)null)), (3, Gen.Const((int?)0)), (1, Gen.Int[-2, 2].Select(offset => (int?)offset)));

    private static readonly Gen<ReadDirection> Direction = Gen.Bool.Select(
        forward => forward ? ReadDirection.Forward : ReadDirection.Backward);

    private static readonly Gen<int?> Place = Gen.Frequency((1, Gen.Const((int?)null)), (1, Gen.Int[1, 12].Select(place => (int?)place)));

    private static readonly Gen<EngineStep> Append = Gen.Select(
        Engine, Stream, Expected, Count,
        (engine, stream, expected, count) => (EngineStep)new EngineStep.Append(engine, stream, expected, count));

    private static readonly Gen<EngineStep> Deliver = Gen.Select(
        Engine, Stream, Gen.Int[0, EngineRun.ParcelCount - 1],
        (engine, stream, parcel) => (EngineStep)new EngineStep.Deliver(engine, stream, parcel));

    private static readonly Gen<EngineStep> Read = Gen.Select(
        Engine, Source, Direction, Place, Place,
        (engine, source, direction, from, limit) => (EngineStep)new EngineStep.Read(engine, source, direction, from, limit));

    private static readonly Gen<EngineStep> Project = Gen.Select(
        Engine, Source, Name, Version,
        (engine, source, name, version) => (EngineStep)new EngineStep.Project(engine, source, name, version));

    private static readonly Gen<EngineStep> Execute = Gen.Select(
        Engine, Stream, Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[0, 200],
        (engine, stream, value, count, limit) => (EngineStep)new EngineStep.Execute(engine, stream, value, count, limit));

    private static readonly Gen<EngineStep> Save = Gen.Select(
        Engine, Source, Name, Version,
        (engine, source, name, version) => (EngineStep)new EngineStep.SaveSnapshot(engine, source, name, version));

    private static readonly Gen<EngineStep> Delete = Gen.Select(
        Engine, Source, Name, (engine, source, name) => (EngineStep)new EngineStep.DeleteSnapshot(engine, source, name));

    private static readonly Gen<EngineStep> Spoil = Gen.Select(
        Engine, Source, Name, Gen.Bool, (engine, source, name, others) => (EngineStep)new EngineStep.SpoilSnapshot(engine, source, name, others));

    private static readonly Gen<EngineStep> Flush = Engine.Select(engine => (EngineStep)new EngineStep.Flush(engine));

    private static readonly Gen<EngineStep> Look = Gen.Select(
        Engine, Stream, View, (engine, stream, view) => (EngineStep)new EngineStep.View(engine, stream, view));

    private static readonly Gen<EngineStep> ThroughView = Gen.Select(
        Engine, View, Gen.Int[1, 3], Gen.Int[0, 2],
        (engine, view, count, kind) => kind switch
        {
            0 => (EngineStep)new EngineStep.ViewProject(engine, view, count % 2),
            1 => new EngineStep.ViewAppend(engine, view, count),
            _ => new EngineStep.ViewExecute(engine, view, count),
        });

    /// <summary>Programs of up to 20 steps.</summary>
    public static Gen<EngineStep[]> Programs { get; } = Gen.Frequency(
        (6, Append), (2, Deliver), (2, Read), (6, Project), (3, Execute), (1, Save), (1, Delete), (1, Spoil), (2, Flush), (2, Look), (3, ThroughView))
        .Array[1, 20];
}
