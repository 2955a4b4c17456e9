using System.Text;
using System.Text.Unicode;

namespace Po.Testing;

// The bytes of a message for human eyes: JSON as it is, anything else as hexadecimal digits.
internal static class DataText
{
    public static string Of(ReadOnlyMemory<byte> data) =>
        Utf8.IsValid(data.Span) ? Encoding.UTF8.GetString(data.Span) : $"0x{Convert.ToHexStringLower(data.Span)}";
}
