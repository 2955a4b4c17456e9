using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Specification;

// Engines on several store objects, as several processes have them: they save snapshots after three messages and keep the states of two streams.
internal sealed class Engines(IStore[] stores) : IAsyncDisposable
{
    private static readonly MessageRegistry Registry = new([MessageRegistration.Create<Happened>("happened")]);
    private static readonly JsonStateSerializer Serializer = new(new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    private readonly PoEngine[] _engines = [.. stores.Select(Create)];

    public PoEngine this[int index] => _engines[index % _engines.Length];

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

    private static PoEngine Create(IStore store) => new(
        store,
        Registry,
        new Broker(new ChannelProtocol(), TimeProvider.System, NullLoggerFactory.Instance),
        new PoEngineOptions
        {
            StateSerializer = Serializer,
            CommandRetries = 100,
            CommandRetryDelay = TimeSpan.Zero,
            MaxCommandRetryDelay = TimeSpan.Zero,
            Snapshots = new SnapshotOptions { EveryMessages = 3, CacheEntries = 2 },
        });
}
