using CsCheck;

namespace Po.Specification;

// Concurrent programs of engines: a few callers with a few calls each.
internal static class EngineCallGen
{
    private static readonly Gen<int> Stream = Gen.Int[0, 1];
    private static readonly Gen<int> Name = Gen.Int[0, 1];

    private static readonly Gen<EngineCall> Append = Gen.Select(
        Stream,
        Gen.Frequency((1, Gen.Const((int?)null)), (2, Gen.Const((int?)0)), (1, Gen.Int[-1, 1].Select(offset => (int?)offset))),
        Gen.Frequency((3, Gen.Int[1, 3]), (1, Gen.Const(12))),
        (stream, expected, count) => (EngineCall)new EngineCall.Append(stream, expected, count));

    private static readonly Gen<EngineCall> Execute = Gen.Select(
        Stream, Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[5, 30],
        (stream, value, count, limit) => (EngineCall)new EngineCall.Execute(stream, value, count, limit));

    /// <summary>Two to four callers.</summary>
    public static Gen<EngineCall[][]> Programs { get; } = Gen.Frequency(
        (4, Append),
        (1, Stream.Select(stream => (EngineCall)new EngineCall.Deliver(stream))),
        (1, Stream.Select(stream => (EngineCall)new EngineCall.Read(stream))),
        (3, Gen.Select(Stream, Name, (stream, name) => (EngineCall)new EngineCall.Project(stream, name))),
        (1, Stream.Select(stream => (EngineCall)new EngineCall.ProjectGroup(stream))),
        (3, Execute),
        (1, Gen.Select(Stream, Name, (stream, name) => (EngineCall)new EngineCall.SaveSnapshot(stream, name))),
        (1, Gen.Select(Stream, Name, (stream, name) => (EngineCall)new EngineCall.DeleteSnapshot(stream, name))))
        .Array[1, 5].Array[2, 4];
}
