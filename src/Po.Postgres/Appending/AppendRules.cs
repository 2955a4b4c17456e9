namespace Po.Postgres;

// What no append may be, said before it meets others in a batch.
internal static class AppendRules
{
    public static void Check(AppendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckStream(request.Stream);
        if (request.Stream.IsAll)
        {
            throw new ArgumentException("StreamId.All is every group: append to one stream.", nameof(request));
        }

        if (request.Records.Count == 0)
        {
            throw new ArgumentException("An append needs at least one record.", nameof(request));
        }

        for (var i = 0; i < request.Records.Count; i++)
        {
            var record = request.Records[i];
            CheckText(record.Type, nameof(NewRecord.Type));
            CheckText(record.CorrelationId, nameof(NewRecord.CorrelationId));
            CheckText(record.CausationId, nameof(NewRecord.CausationId));
        }
    }

    public static void CheckStream(StreamId stream)
    {
        if (stream.IsDefault)
        {
            throw new ArgumentException("default(StreamId) names no stream.", nameof(stream));
        }
    }

    /// <summary>What no read of one stream by its numbers may ask for.</summary>
    public static void CheckStreamPage(StreamId stream, PageRequest page)
    {
        CheckPage(stream, page);
        page.RefuseFilter();
    }

    /// <summary>What no read by global numbers may ask for.</summary>
    public static void CheckGlobalPage(StreamId source, PageRequest page)
    {
        CheckPage(source, page);
        page.CheckFilter(source);
        CheckTexts(page.Groups, nameof(PageRequest.Groups));
        CheckTexts(page.Types, nameof(PageRequest.Types));
    }

    private static void CheckTexts(IReadOnlyList<string>? texts, string name)
    {
        foreach (var text in texts ?? [])
        {
            CheckText(text, name);
        }
    }

    private static void CheckPage(StreamId stream, PageRequest page)
    {
        CheckStream(stream);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.MaxCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(page.MaxBytes, 1);
    }

    /// <summary>Refuses what PostgreSQL cannot keep as text: the character U+0000, and halves of surrogate pairs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What it is.</param>
    public static void CheckText(string? text, string name)
    {
        if (text is null)
        {
            return;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0')
            {
                throw new ArgumentException($"{name} holds U+0000, which PostgreSQL cannot keep in a text.", name);
            }

            if (char.IsSurrogate(c))
            {
                if (i + 1 >= text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                {
                    throw new ArgumentException($"{name} holds half of a surrogate pair, which no encoding can keep.", name);
                }

                i++;
            }
        }
    }
}
