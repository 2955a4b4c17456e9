using System.Globalization;
using System.Text;

namespace GitHistory;

/// <summary>The contributors as <c>git shortlog -sne</c> prints them, byte for byte: a name is not always text.</summary>
internal static class PlainReport
{
    public static async Task PrintAsync(IHistoryView view, CancellationToken cancellationToken)
    {
        await using var output = new BufferedStream(Console.OpenStandardOutput());
        foreach (var contributor in await view.ReadContributorsAsync(cancellationToken))
        {
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{contributor.Commits,6}\t")));
            output.Write(contributor.Line);
            output.WriteByte((byte)'\n');
        }
    }
}
