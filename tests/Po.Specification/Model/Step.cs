namespace Po.Specification;

// One step of a random program. Streams, ids and global numbers are indexes, so that a program can be shrunk and run again.
internal abstract record Step
{
    /// <summary>Appends new records; the expectation is relative to the stream's last number, null for none.</summary>
    public sealed record Append(int Stream, int? Expected, int Count, int Bytes) : Step;

    /// <summary>Appends ids that were used before, stored or not, and some new ones after them.</summary>
    public sealed record Again(int Stream, int? Expected, int First, int Count, bool Backward, int NewOnes) : Step;

    public sealed record ReadStream(int Stream, int From, ReadDirection Direction, int MaxCount, int MaxBytes) : Step;

    public sealed record ReadGlobal(int Source, int From, ReadDirection Direction, int MaxCount, int MaxBytes) : Step;

    public sealed record SaveSnapshot(int Stream, int Name, int GlobalNumber) : Step;

    public sealed record DeleteSnapshot(int Stream, int Name) : Step;

    /// <summary>Moves a position to the global number of a stored record, inside a transaction; does nothing outside of one.</summary>
    public sealed record MovePosition(int Subscription, int To) : Step;

    public sealed record DeletePosition(int Subscription) : Step;

    public sealed record Transaction(Step[] Steps, bool Commit) : Step
    {
        public override string ToString() =>
            $"Transaction {{ Commit = {Commit}, Steps = [{string.Join(", ", Steps.Select(step => step.ToString()))}] }}";
    }
}
