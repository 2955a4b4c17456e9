namespace Po.Specification;

// A record with its bytes as text, so that two of them can be compared.
internal sealed record Row(
    Guid Id, StreamId Stream, long Number, long GlobalNumber, string Type, string Data, string Headers, string? Correlation, string? Causation, long Ticks)
{
    public static Row Of(Record record) => new(
        record.Id,
        record.Stream,
        record.Number,
        record.GlobalNumber,
        record.Type,
        Convert.ToHexString(record.Data.Span),
        Convert.ToHexString(record.Headers.Span),
        record.CorrelationId,
        record.CausationId,
        record.Time.UtcTicks);
}
