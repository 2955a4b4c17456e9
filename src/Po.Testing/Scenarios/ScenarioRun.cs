namespace Po.Testing;

// The engine and the store of one run.
internal sealed class ScenarioRun(IRegistry registry, InMemoryStore store, PoEngine engine) : IAsyncDisposable
{
    public PoEngine Engine => engine;

    /// <summary>What is stored, in the order of the store; of one stream its numbers, otherwise the global numbers.</summary>
    /// <param name="source">A stream or all.</param>
    /// <param name="given">How many of them a test has given: what comes after them is checked as what the test gives is.</param>
    /// <exception cref="PoTestException">What was appended does not come back as it was.</exception>
    public async Task<List<MessageLine>> ReadAsync(StreamId source, int given = int.MaxValue)
    {
        var lines = new List<MessageLine>();
        RecordPage page;
        var from = 1L;
        do
        {
            page = await store.ReadGlobalAsync(source, new PageRequest { From = from }, CancellationToken.None).ConfigureAwait(false);
            foreach (var record in page.Records)
            {
                if (lines.Count >= given)
                {
                    RoundTrip.Check(registry, new SerializedMessage(record.Type, record.Data));
                }

                lines.Add(MessageLine.Of(registry, record));
            }

            from = page.Position + 1;
        }
        while (page.HasMore);
        return lines;
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
