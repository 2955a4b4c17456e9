namespace Po;

public sealed partial class PoEngine
{
    private const int RepetitionPageSize = 100;

    // Asked after the state was built: what is not stored now was not in the state either, so a command never decides on top of itself.
    private async ValueTask<StoredCommand?> FindRepetitionAsync(
        ICallTransaction? within, StreamId stream, Guid? id, CancellationToken cancellationToken)
    {
        if (id is not { } command)
        {
            return null;
        }

        var view = await ViewAsync(within, cancellationToken).ConfigureAwait(false);
        if (await view.Reader.FindRecordAsync(command, cancellationToken).ConfigureAwait(false) is not { } first)
        {
            return null;
        }

        return first.Stream == stream
            ? await ReadRepetitionAsync(view.Reader, first, cancellationToken).ConfigureAwait(false)
            : throw new DuplicateMessageIdException(stream, command);
    }

    // The messages of a command lie next to each other, and their ids follow from the first.
    private async ValueTask<StoredCommand> ReadRepetitionAsync(IRecordReader reader, Record first, CancellationToken cancellationToken)
    {
        var records = new List<Record> { first };
        IReadOnlyList<Record> page;
        do
        {
            var rest = new PageRequest { From = first.Number + records.Count, MaxCount = RepetitionPageSize };
            page = await reader.ReadStreamAsync(first.Stream, rest, cancellationToken).ConfigureAwait(false);
            var before = records.Count;
            records.AddRange(page.TakeWhile((record, i) => record.Id == CommandIds.Of(first.Id, before + i)));
        }
        while (page.Count > 0 && ReferenceEquals(records[^1], page[^1]));
        return new StoredCommand(
            new AppendResult
            {
                Stream = first.Stream,
                LastNumber = records[^1].Number,
                GlobalNumbers = [.. records.Select(record => record.GlobalNumber)],
                IsRepetition = true,
            },
            [.. records.SelectMany(record => _registry.ToMessages(record))],
            IsRepetition: true);
    }

    private async ValueTask<StoredCommand> AppendDecidedAsync(
        ICallTransaction? within,
        StreamId stream,
        long size,
        IReadOnlyList<object> messages,
        Guid? id,
        CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return StoredCommand.Nothing(stream, size);
        }

        var expected = ExpectedNumber.Exactly(size);
        if (id is not { } command)
        {
            return new(await AppendAsync(within, stream, messages, expected, cancellationToken).ConfigureAwait(false), [], IsRepetition: false);
        }

        AppendResult? appended = null;
        DuplicateMessageIdException? duplicate = null;
        try
        {
            appended = await AppendAsync(within, stream, CommandIds.GiveTo(messages, command), expected, cancellationToken).ConfigureAwait(false);
            if (!appended.IsRepetition)
            {
                return new(appended, [], IsRepetition: false);
            }
        }
        catch (DuplicateMessageIdException e)
        {
            duplicate = e;
        }

        // The same command was faster, and may have decided otherwise: what is stored is the answer, for both.
        return await FindRepetitionAsync(within, stream, id, cancellationToken).ConfigureAwait(false)
            ?? (duplicate is null ? new(appended!, [], IsRepetition: true) : throw duplicate);
    }
}
