namespace Po;

// What is handed over of a record: nothing of a type that is unknown and to be passed, of one that was not asked for, or of another partition.
internal sealed partial class Subscription
{
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    private MessageParts PartsAt(SharedPage page, int index) =>
        IsPassed(page.Records[index]) ? default : PartsOf(page.Records[index], page, index);

    private MessageParts PartsOf(Record record) => IsPassed(record) ? default : PartsOf(record, null, 0);

    private MessageParts PartsOf(Record record, SharedPage? page, int index)
    {
        MessageParts parts;
        try
        {
            parts = page?.PartsAt(index, _engine.Registry) ?? _engine.Registry.ToMessages(record);
        }
        catch (UnknownMessageTypeException e) when (_settings.OnUnknownMessage is UnknownMessagePolicy.Skip)
        {
            Pass(record, e.TypeName ?? record.Type);
            return default;
        }

        return _partition?.Owns(parts) == false ? default : _types?.Keep(parts) ?? parts;
    }

    // By what is stored, so that an exception tells of each name once, not of each message.
    private bool IsPassed(Record record)
    {
        if (_unknown.Count == 0 || !_unknown.Contains(record.Type))
        {
            return false;
        }

        _engine.Observer?.UnknownSkipped(this, record);
        return true;
    }

    private void Pass(Record record, string name)
    {
        _unknown.Add(record.Type);
        Log.UnknownMessageSkipped(_logger, Id, name, record.GlobalNumber);
        _engine.Observer?.UnknownSkipped(this, record);
    }
}
