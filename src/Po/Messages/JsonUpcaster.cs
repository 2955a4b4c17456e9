using System.Text.Json.Nodes;

namespace Po;

// An upcaster that is written against JSON. Several in a row work on one object, which is parsed once.
internal sealed class JsonUpcaster(
    MessageVersion from, IReadOnlyList<MessageVersion> into, Func<JsonObject, IEnumerable<JsonPart>> upcast) : IUpcaster
{
    public MessageVersion From { get; } = from;

    public IReadOnlyList<MessageVersion> Into { get; } = into;

    public IEnumerable<StoredMessage> Upcast(StoredMessage message) =>
        Upcast(JsonBytes.Read(message.Data.Span)).Select(part => message with { Version = part.Version, Data = JsonBytes.Write(part.Data) });

    public IEnumerable<JsonPart> Upcast(JsonObject data) => upcast(data);
}
