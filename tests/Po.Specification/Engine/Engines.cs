namespace Po.Specification;

// Engines on several store objects, as several processes have them; callers take turns.
internal sealed class Engines(IEnumerable<IStore> stores, Func<IStore, PoEngine> open) : IAsyncDisposable
{
    private readonly PoEngine[] _engines = [.. stores.Select(open)];

    public PoEngine this[int caller] => _engines[caller % _engines.Length];

    /// <summary>Lets what was to be saved be written, so that the next fold finds it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var engine in _engines)
        {
            await engine.FlushSnapshotsAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }
    }
}
