using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Benchmarks;

// Everything that a side of Po needs: an engine on a store, as AddPo puts it together, without a host.
internal sealed class PoFixture(IStore store, Func<ValueTask> clean) : IAsyncDisposable
{
    private readonly Broker _broker = new(new ChannelProtocol(), TimeProvider.System, NullLoggerFactory.Instance);

    public IStore Store => store;

    public PoEngine CreateEngine() => new(
        store, new MessageRegistry([MessageRegistration.Create("order-placed", BenchmarkJson.Default.OrderPlaced)]), _broker);

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await clean();
    }
}
