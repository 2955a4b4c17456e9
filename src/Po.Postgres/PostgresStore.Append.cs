namespace Po.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    /// <exception cref="StoreBusyException">A transaction that has appended to the stream did not end in time, or too many appends wait.</exception>
    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendRules.Check(request);
        return _batcher.AppendAsync(request, cancellationToken);
    }
}
