namespace Po.Postgres;

/// <param name="Records">The records, in the order that was asked for.</param>
/// <param name="Bytes">The bytes of their data.</param>
/// <param name="IsFull">Whether a limit ended the page.</param>
internal readonly record struct Page(List<Record> Records, long Bytes, bool IsFull);
