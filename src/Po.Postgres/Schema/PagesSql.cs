using System.Globalization;

namespace Po.Postgres;

// The statements that read a page: of a stream, a group or everything, either way, each also with a limit of bytes.
internal sealed class PagesSql(PostgresSql sql)
{
    // In the order of PageKind.
    private readonly (string Plain, string WithinBytes)[] _statements =
    [
        .. LoadBothWays(sql, "read_stream", parameters: 4, "within_bytes"),
        .. LoadBothWays(sql, "read_group", parameters: 4, "within_bytes"),
        .. LoadBothWays(sql, "read_all", parameters: 3, "within_bytes"),
        .. LoadBothWays(sql, "read_stream_types", parameters: 5, "within_bytes_and_next"),
        .. LoadBothWays(sql, "read_group_types", parameters: 5, "within_bytes_and_next"),
        .. LoadBothWays(sql, "read_all_types", parameters: 4, "within_bytes_and_next"),
        .. LoadBothWays(sql, "read_all_groups", parameters: 4, "within_bytes_and_next"),
        .. LoadBothWays(sql, "read_all_groups_types", parameters: 5, "within_bytes_and_next"),
    ];

    private readonly (string Plain, string WithinBytes)[] _withinHorizon =
    [
        LoadWithinHorizon(sql, "read_stream", parameters: 4),
        LoadWithinHorizon(sql, "read_group", parameters: 4),
        LoadWithinHorizon(sql, "read_all", parameters: 3),
    ];

    /// <summary>The statement for a read.</summary>
    /// <param name="kind">What is read.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="withinBytes">Whether the last parameter is a limit of bytes.</param>
    public string this[PageKind kind, ReadDirection direction, bool withinBytes] =>
        Choose(_statements[((int)kind * 2) + (direction is ReadDirection.Backward ? 1 : 0)], withinBytes);

    /// <summary>The statement for a read forward in the transaction that was handed the horizon; the parameters are the same.</summary>
    /// <param name="kind">What is read.</param>
    /// <param name="withinBytes">Whether the last parameter is a limit of bytes.</param>
    public string WithinHorizon(PageKind kind, bool withinBytes) => Choose(_withinHorizon[(int)kind], withinBytes);

    private static string Choose((string Plain, string WithinBytes) statements, bool withinBytes) =>
        withinBytes ? statements.WithinBytes : statements.Plain;

    private static (string Plain, string WithinBytes) Load(PostgresSql sql, string plain, int parameters, string wrapper) => (
        plain,
        sql[wrapper]
            .Replace("/*bytes*/", Parameter(parameters + 1), StringComparison.Ordinal)
            .Replace("/*page*/", plain, StringComparison.Ordinal));

    private static (string Plain, string WithinBytes) LoadWithinHorizon(PostgresSql sql, string name, int parameters)
    {
        var last = Parameter(parameters - 1);
        var horizon = sql["within_horizon"].Replace("/*last*/", last, StringComparison.Ordinal);
        return Load(sql, sql[name].Replace(last, horizon, StringComparison.Ordinal), parameters, "within_bytes");
    }

    private static (string Plain, string WithinBytes)[] LoadBothWays(PostgresSql sql, string name, int parameters, string wrapper) =>
        [Load(sql, sql[name], parameters, wrapper), Load(sql, sql[name + "_backward"], parameters, wrapper)];

    private static string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");
}
