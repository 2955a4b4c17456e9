using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Specification;

// Engines on a store under test, which save snapshots after three messages and keep the states of two streams.
internal static class Tallies
{
    private static readonly MessageRegistry Registry = new([MessageRegistration.Create<Happened>("happened")]);
    private static readonly JsonStateSerializer Serializer = new(new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    public static PoEngine Open(IStore store) => new(
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
