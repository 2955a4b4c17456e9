using System.Globalization;

namespace Po.Benchmarks;

// Rows made by the server itself, as OrderPlaced.Sample makes messages: a hundred thousand a second instead of ten thousand.
internal static class SampleRows
{
    public const int PerStream = 10;

    private const string Json = """
        convert_to('{"orderId":"order-' || lpad(i::text, 8, '0') || '","customer":"Ada Lovelace","amount":' || 1234.56 + i
            || ',"currency":"EUR","placedAt":"2026-01-02T03:04:05+00:00","lines":7}', 'UTF8')
        """;

    public static string Stream(long i, string group) => string.Create(CultureInfo.InvariantCulture, $"{group}-{i / PerStream}");

    // Streams of ten records each; of every `otherOf` records the last belongs to a small group of its own, if there is one.
    public static string InsertInto(string table, string columns, long from, long count, long otherOf = 0)
    {
        var group = Choose("'refunds'", "'orders'", otherOf);
        var values = columns.Split(", ").Select(column => column switch
        {
            "stream" => $"{group} || '-' || i / {PerStream}",
            "stream_group" => group,
            "number" => Choose("1", $"i % {PerStream} + 1", otherOf),
            "message_id" => "gen_random_uuid()",
            "message_type" => "'order-placed'",
            "data" => Json,
            _ => throw new ArgumentOutOfRangeException(nameof(columns), column, "No such column."),
        });
        return $"""
            INSERT INTO {table} ({columns})
            SELECT {string.Join(", ", values)} FROM generate_series({from}, {from + count - 1}) AS i
            """;
    }

    private static string Choose(string other, string usual, long otherOf) =>
        otherOf == 0 ? usual : $"CASE WHEN i % {otherOf} = {otherOf - 1} THEN {other} ELSE {usual} END";
}
