namespace Po.Specification;

// One stream between two calls: its values, and where its parcel is.
internal sealed record LinearState(IReadOnlyList<int> Values, long? Parcel)
{
    public static LinearState Empty { get; } = new([], null);

    public Tally.Sums Sums => Tally.Of(Values, 1);

    public LinearState With(IEnumerable<int> values) => this with { Values = [.. Values, .. values] };
}
