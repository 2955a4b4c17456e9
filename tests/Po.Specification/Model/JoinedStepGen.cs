using CsCheck;

namespace Po.Specification;

internal static class JoinedStepGen
{
    private static readonly Gen<int?> Expected = Gen.Frequency(
        (2, Gen.Const((int?)null)), (3, Gen.Const((int?)0)), (1, Gen.Int[-1, 1].Select(offset => (int?)offset)));

    private static readonly Gen<JoinedStep> Append = Gen.Select(
        Gen.Int[0, JoinedRun.StreamCount - 1], Expected, Gen.Int[1, 3], Gen.Int[0, 9],
        (stream, expected, count, outside) => (JoinedStep)new JoinedStep.Append(stream, expected, count, Inside: outside > 0));

    private static readonly Gen<int> Which = Gen.Int[0, 2];

    /// <summary>Programs of up to 25 steps.</summary>
    public static Gen<JoinedStep[]> Programs { get; } = Gen.Frequency(
        (8, Append),
        (2, Gen.Int[0, 6].Select(which => (JoinedStep)new JoinedStep.Again(which))),
        (3, Gen.Const((JoinedStep)new JoinedStep.Save())),
        (3, Which.Select(which => (JoinedStep)new JoinedStep.RollBackTo(which))),
        (1, Which.Select(which => (JoinedStep)new JoinedStep.Release(which))),
        (2, Gen.Int[0, JoinedRun.StreamCount - 1].Select(stream => (JoinedStep)new JoinedStep.Read(stream))),
        (2, Gen.Bool.Select(commit => (JoinedStep)new JoinedStep.End(commit)))).Array[1, 25];
}
