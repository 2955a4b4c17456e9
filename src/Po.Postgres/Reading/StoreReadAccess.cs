namespace Po.Postgres;

// Reads outside of any transaction: readers share probes, and whoever finds none under way asks for all of them.
internal sealed class StoreReadAccess(HorizonProbe probe, PostgresConnections connections) : IReadAccess
{
    public long KnownHorizon => probe.Known;

    public async ValueTask<long> ProbeAsync(CancellationToken cancellationToken)
    {
        var reading = await probe.ProbeAsync(cancellationToken).ConfigureAwait(false);
        return reading.Horizon;
    }

    public HorizonProbe.Turn? TryTakeTurn() => probe.TryTakeTurn();

    public async ValueTask<GlobalReader.Lease> OpenAsync(CancellationToken cancellationToken) =>
        new(await connections.OpenAsync(cancellationToken).ConfigureAwait(false), isIsolated: true);
}
