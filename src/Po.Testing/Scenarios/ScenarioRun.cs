namespace Po.Testing;

// The engine and the store of one run.
internal sealed class ScenarioRun(IRegistry registry, InMemoryStore store, PoEngine engine) : IAsyncDisposable
{
    public PoEngine Engine => engine;

    /// <summary>What is stored, in the order of the store; of one stream its numbers, otherwise the global numbers.</summary>
    /// <param name="source">A stream or all.</param>
    public async Task<List<MessageLine>> ReadAsync(StreamId source)
    {
        var lines = new List<MessageLine>();
        RecordPage page;
        var from = 1L;
        do
        {
            page = await store.ReadGlobalAsync(source, new PageRequest { From = from }, CancellationToken.None).ConfigureAwait(false);
            lines.AddRange(page.Records.Select(record => MessageLine.Of(registry, record)));
            from = page.Position + 1;
        }
        while (page.HasMore);
        return lines;
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
