using CsCheck;

namespace Po.Specification;

// Concurrent programs: a few callers with a few calls each on two streams.
internal static class HistoryGen
{
    private static readonly Gen<Call.Append> Append = Gen.Select(
        Gen.Int[0, 1],
        Gen.Frequency((1, Gen.Const((int?)null)), (2, Gen.Const((int?)0)), (1, Gen.Int[-1, 1].Select(offset => (int?)offset))),
        Gen.Int[1, 3],
        (stream, expected, count) => new Call.Append(stream, expected, count));

    private static readonly Gen<Call> Transaction = Gen.Select(
        Append.Array[1, 3], Gen.Bool, (appends, commit) => (Call)new Call.Transaction(appends, commit));

    public static Gen<Call[][]> Programs { get; } = Gen.Frequency(
        (4, Append.Select(append => (Call)append)),
        (2, Gen.Int[0, 1].Select(stream => (Call)new Call.Read(stream))),
        (2, Transaction)).Array[1, 8].Array[2, 4];
}
