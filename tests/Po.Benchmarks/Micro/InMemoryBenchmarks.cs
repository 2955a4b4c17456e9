using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Benchmarks;

/// <summary>What the engine itself costs: no disk, no network.</summary>
[MemoryDiagnoser]
public class InMemoryBenchmarks : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly Broker _broker = new(new ChannelProtocol(), TimeProvider.System, NullLoggerFactory.Instance);
    private readonly MessageRegistry _registry = new([MessageRegistration.Create("order-placed", BenchmarkJson.Default.OrderPlaced)]);
    private PoEngine _po = null!;

    [IterationSetup]
    public void FillAsync()
    {
        _po = new PoEngine(new InMemoryStore(), _registry, _broker);
        for (var i = 0; i < 10; i++)
        {
            _po.AppendAsync(Stream, [.. Enumerable.Range(i * 100, 100).Select(OrderPlaced.Sample)]).AsTask().GetAwaiter().GetResult();
        }
    }

    [Benchmark(OperationsPerInvoke = 1_000)]
    public async Task Append()
    {
        for (var i = 0; i < 1_000; i++)
        {
            await _po.AppendAsync(Stream, OrderPlaced.Sample(i));
        }
    }

    [Benchmark(OperationsPerInvoke = 1_000)]
    public async Task<int> Project()
    {
        var count = 0;
        await _po.ProjectAsync(Stream, Handler.Create(_ => count++));
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _broker.DisposeAsync();
    }
}
