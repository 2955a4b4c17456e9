using System.Buffers;
using System.Text.Json;

namespace Po.Sqlite;

// Lists for json_each(): the one way to give SQLite many values as one parameter.
internal static class JsonText
{
    public static ReadOnlySpan<byte> Array(IReadOnlyList<string> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan;
    }
}
