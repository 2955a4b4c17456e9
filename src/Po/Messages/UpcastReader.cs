using System.Text.Json.Nodes;

namespace Po;

// Reads what is stored in another shape than today's: step by step, depth first, so that the parts stay in the order in which upcasters return them.
internal sealed class UpcastReader(UpcastGraph graph)
{
    /// <exception cref="UnknownMessageTypeException">Nothing of that name is known.</exception>
    /// <exception cref="MessageVersionException">A newer version is stored than any that is known.</exception>
    public MessageParts Read(Record record)
    {
        if (!MessageNames.TryParse(record.Type, out var name, out var version))
        {
            throw new UnknownMessageTypeException(record.Type);
        }

        var stored = graph.Of(new MessageVersion(name, version));
        var newest = graph.NewestOf(stored.Name);
        if (newest == 0)
        {
            throw new UnknownMessageTypeException(name);
        }

        if (version > newest)
        {
            throw new MessageVersionException(stored, newest);
        }

        var headers = HeaderJson.Read(name, record.Headers.Span, out var contentType);
        var stages = new List<Stage>();
        Read(new Stage(record, stored, record.Data, null, contentType, headers), stages);
        return stages is [var only]
            ? new MessageParts(ToMessage(only, 1, 1))
            : new MessageParts(stages.Select((stage, index) => ToMessage(stage, index + 1, stages.Count)));
    }

    private void Read(Stage stage, List<Stage> stages)
    {
        if (graph.FindRegistered(stage.Version) is not null)
        {
            stages.Add(stage);
            return;
        }

        foreach (var next in Upcast(stage, graph.Find(stage.Version)!))
        {
            Read(next, stages);
        }
    }

    private Stage[] Upcast(Stage stage, UpcastGraph.Step step)
    {
        Stage[] next;
        try
        {
            next = step.Upcaster is JsonUpcaster json
                ? UpcastJson(stage, json)
                : [.. step.Upcaster.Upcast(stage.ToMessage()).Select(message => new Stage(
                    stage.Record, graph.Of(message.Version), message.Data, null, message.ContentType, message.Headers))];
        }
        catch (Exception e) // The edge to the application's upcasters, which may throw anything.
        {
            throw new UpcastException(stage.Version, JsonFault.WithoutPayload(e));
        }

        foreach (var part in next)
        {
            if (!step.Into.Contains(part.Version))
            {
                throw new UpcastException(stage.Version, new InvalidOperationException(
                    $"It has returned {part.Version}, which is not among what it says that it leads to."));
            }
        }

        return next;
    }

    private Stage[] UpcastJson(Stage stage, JsonUpcaster upcaster)
    {
        RequireJson(stage);
        JsonPart[] parts = [.. upcaster.Upcast(stage.Json ?? JsonBytes.Read(stage.Data.Span))];

        // An object that is the only one goes on as it is; of several, none may be changed through another.
        return parts is [var only]
            ? [stage with { Version = graph.Of(only.Version), Json = only.Data }]
            : [.. parts.Select(part => stage with { Version = graph.Of(part.Version), Data = JsonBytes.Write(part.Data), Json = null })];
    }

    private static void RequireJson(Stage stage)
    {
        if (stage.ContentType != ContentTypes.Json)
        {
            throw new InvalidOperationException($"It reads JSON, but {stage.ContentType} is stored. Implement IUpcaster to read that.");
        }
    }

    private Message ToMessage(Stage stage, int part, int count)
    {
        var type = graph.FindRegistered(stage.Version)!;
        type.Require(stage.ContentType);
        var record = stage.Record with
        {
            Id = part == 1 ? stage.Record.Id : MessageIds.Derive(stage.Record.Id, -part),
            Data = stage.ToData(),
        };
        return type.ToMessage(record, stage.Headers, part, count);
    }

    // JSON that is still an object is written only where somebody wants bytes.
    private sealed record Stage(
        Record Record,
        MessageVersion Version,
        ReadOnlyMemory<byte> Data,
        JsonObject? Json,
        string ContentType,
        IReadOnlyDictionary<string, string> Headers)
    {
        public ReadOnlyMemory<byte> ToData() => Json is null ? Data : JsonBytes.Write(Json);

        public StoredMessage ToMessage() => new()
        {
            Record = Record,
            Version = Version,
            Data = ToData(),
            ContentType = ContentType,
            Headers = Headers,
        };
    }
}
