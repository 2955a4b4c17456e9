using System.Text.Json;

namespace Po;

// The serializer quotes what it cannot read, and dictionary keys in paths; payloads belong into no exception and no log.
internal static class JsonFault
{
    public static Exception WithoutPayload(Exception fault) => fault switch
    {
        JsonException json => new JsonException(
            $"The JSON is broken, or of another type, at byte {json.BytePositionInLine ?? 0} of line {json.LineNumber ?? 0}.",
            path: null,
            json.LineNumber,
            json.BytePositionInLine),
        NotSupportedException { InnerException: { } cause } => cause,
        _ => fault,
    };
}
