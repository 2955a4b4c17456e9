namespace Po.Specification;

// What one caller of a concurrent program does.
internal abstract record Call
{
    /// <summary>Appends; the expectation is relative to the last number that this caller has seen, null for none.</summary>
    public sealed record Append(int Stream, int? Expected, int Count) : Call;

    public sealed record Read(int Stream) : Call;

    public sealed record Transaction(Append[] Appends, bool Commit) : Call
    {
        public override string ToString() =>
            $"Transaction {{ Commit = {Commit}, Appends = [{string.Join(", ", Appends.Select(append => append.ToString()))}] }}";
    }
}
