using CsCheck;

namespace Po.Specification;

// Random programs: many appends, so that there is something to read; small numbers, so that things meet.
internal static class StepGen
{
    private static readonly Gen<int> Stream = Gen.Int[0, ModelRun.StreamCount - 1];
    private static readonly Gen<int> Subscription = Gen.Int[0, 1];
    private static readonly Gen<int?> Expected = Gen.Frequency(
        (3, Gen.Const((int?)null)), (3, Gen.Const((int?)0)), (1, Gen.Int[-2, 2].Select(offset => (int?)offset)));

    private static readonly Gen<ReadDirection> Direction = Gen.Bool.Select(
        forward => forward ? ReadDirection.Forward : ReadDirection.Backward);

    private static readonly Gen<int> From = Gen.Int[-1, 12];
    private static readonly Gen<int> MaxCount = Gen.Frequency((2, Gen.Int[1, 4]), (1, Gen.Const(1_000)));
    private static readonly Gen<int> MaxBytes = Gen.Frequency((1, Gen.Int[1, 40]), (2, Gen.Const(1_000_000)));

    private static readonly Gen<Step> Append = Gen.Select(
        Stream, Expected, Gen.Int[1, 3], Gen.Int[0, 20],
        (stream, expected, count, bytes) => (Step)new Step.Append(stream, expected, count, bytes));

    private static readonly Gen<Step> Again = Gen.Select(
        Stream, Expected, Gen.Int[0, 8], Gen.Int[1, 3], Gen.Bool, Gen.Int[0, 1],
        (stream, expected, first, count, backward, newOnes) =>
            (Step)new Step.Again(stream, expected, first, count, backward, newOnes));

    private static readonly Gen<Step> ReadStream = Gen.Select(
        Stream, From, Direction, MaxCount, MaxBytes,
        (stream, from, direction, count, bytes) => (Step)new Step.ReadStream(stream, from, direction, count, bytes));

    private static readonly Gen<Step> ReadGlobal = Gen.Select(
        Gen.Int[0, ModelRun.SourceCount - 1], From, Direction, MaxCount, MaxBytes,
        (source, from, direction, count, bytes) => (Step)new Step.ReadGlobal(source, from, direction, count, bytes));

    private static readonly Gen<Step> Snapshot = Gen.Select(
        Stream, Gen.Int[0, 1], Gen.Int[0, 5], Gen.Int[0, 3],
        (stream, name, globalNumber, delete) => delete == 0
            ? (Step)new Step.DeleteSnapshot(stream, name)
            : new Step.SaveSnapshot(stream, name, globalNumber));

    private static readonly Gen<Step> Move = Gen.Select(
        Subscription, Gen.Int[0, 8], (subscription, to) => (Step)new Step.MovePosition(subscription, to));

    private static readonly Gen<Step> Delete = Subscription.Select(subscription => (Step)new Step.DeletePosition(subscription));

    private static readonly Gen<Step> Plain = Gen.Frequency((6, Append), (2, Again), (3, ReadStream), (4, ReadGlobal), (2, Snapshot));

    private static readonly Gen<Step> Transaction = Gen.Select(
        Gen.Frequency((5, Plain), (1, Move)).Array[0, 6], Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false))),
        (steps, commit) => (Step)new Step.Transaction(steps, commit));

    /// <summary>Programs of up to 25 steps.</summary>
    public static Gen<Step[]> Programs { get; } = Gen.Frequency((6, Plain), (2, Transaction), (1, Delete)).Array[1, 25];
}
