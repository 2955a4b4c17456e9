using System.Globalization;
using System.Text;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>Writes the input of <c>git fast-import</c>: thousands of commits in a moment, with names that <c>git commit</c> would refuse.</summary>
internal sealed class FastImport
{
    private readonly List<byte> _bytes = [];
    private int _mark;

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Bytes of Latin-1: no UTF-8 as soon as there is an accent.</summary>
    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Adds a commit.</summary>
    /// <returns>Its mark, to be a parent.</returns>
    public int Commit(
        byte[] author,
        byte[] message,
        long time,
        IEnumerable<FastImportChange> changes,
        int? parent = null,
        int? merged = null,
        string? from = null,
        string? encoding = null,
        string branch = "main")
    {
        _mark++;
        Line($"commit refs/heads/{branch}").Line($"mark :{_mark}");
        Write("author ").Write(author).Line($" {time} +0200");
        Line($"committer Committer <committer@example.org> {time} +0000");
        if (encoding is not null)
        {
            Line($"encoding {encoding}");
        }

        Line($"data {message.Length}").Write(message).Line("");
        if (parent is not null || from is not null)
        {
            Line(from is null ? $"from :{parent}" : $"from {from}");
        }

        if (merged is not null)
        {
            Line($"merge :{merged}");
        }

        foreach (var change in changes)
        {
            switch (change)
            {
                case { Content: { } content }:
                    Write("M 100644 inline ").Write(Quote(change.Path)).Line("");
                    Line($"data {content.Length}").Write(content).Line("");
                    break;
                case { RenamedFrom: { } renamed }:
                    Write("R ").Write(Quote(renamed)).Write(" ").Write(Quote(change.Path)).Line("");
                    break;
                default:
                    Write("D ").Write(Quote(change.Path)).Line("");
                    break;
            }
        }

        Line("");
        return _mark;
    }

    public byte[] ToBytes() => [.. _bytes];

    // C style, every byte in octal: no path is too odd for it.
    private static byte[] Quote(byte[] path) =>
        Utf8($"\"{string.Concat(path.Select(b => "\\" + Convert.ToString(b, 8).PadLeft(3, '0')))}\"");

    private FastImport Write(string text) => Write(Utf8(text));

    private FastImport Write(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private FastImport Line(FormattableString text) => Line(text.ToString(CultureInfo.InvariantCulture));

    private FastImport Line(string text) => Write(text + "\n");
}
