using Npgsql;

namespace Po.Postgres;

// Reads inside a transaction. What it has appended is final as far as it can see itself, so its own marker does not count, and what it
// finds is for nobody else.
internal sealed class TransactionReadAccess(TransactionParts parts, NpgsqlConnection connection) : IReadAccess
{
    public long KnownHorizon => parts.Horizon.Known;

    public async ValueTask<long> ProbeAsync(CancellationToken cancellationToken)
    {
        var reading = await parts.HorizonStatements.ProbeAsync(connection, asTransaction: true, cancellationToken).ConfigureAwait(false);
        return reading.Horizon;
    }

    public HorizonProbe.Turn? TryTakeTurn() => null;

    public ValueTask<GlobalReader.Lease> OpenAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new GlobalReader.Lease(connection, isIsolated: false));
}
