namespace Po.Hosting;

// Tells all workers of an application at once to stop. A host stops its services one after another by default, so that without it
// the grace times of many subscriptions would add up.
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public Task SendAsync() => _source.CancelAsync();

    public void Dispose() => _source.Dispose();
}
