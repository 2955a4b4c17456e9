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

    /// <summary>The statement for a read.</summary>
    /// <param name="kind">What is read.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="withinBytes">Whether the last parameter is a limit of bytes.</param>
    public string this[PageKind kind, ReadDirection direction, bool withinBytes]
    {
        get
        {
            var (plain, limited) = _statements[((int)kind * 2) + (direction is ReadDirection.Backward ? 1 : 0)];
            return withinBytes ? limited : plain;
        }
    }

    private static (string Plain, string WithinBytes)[] LoadBothWays(PostgresSql sql, string name, int parameters, string wrapper) =>
        [Load(sql, name, parameters, wrapper), Load(sql, name + "_backward", parameters, wrapper)];

    private static (string Plain, string WithinBytes) Load(PostgresSql sql, string name, int parameters, string wrapper)
    {
        var bytes = string.Create(CultureInfo.InvariantCulture, $"${parameters + 1}");
        var plain = sql[name];
        return (
            plain,
            sql[wrapper].Replace("/*bytes*/", bytes, StringComparison.Ordinal).Replace("/*page*/", plain, StringComparison.Ordinal));
    }
}
