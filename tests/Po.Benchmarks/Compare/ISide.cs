namespace Po.Benchmarks;

internal interface ISide : IAsyncDisposable
{
    Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken);
}
