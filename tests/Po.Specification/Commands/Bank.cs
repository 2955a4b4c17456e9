using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Specification;

// Engines on a store under test, which try as often as many callers of one stream need.
internal static class Bank
{
    private static readonly MessageRegistry Registry = new(
        [MessageRegistration.Create<Deposited>("deposited"), MessageRegistration.Create<Withdrawn>("withdrawn")]);

    public static PoEngine Open(IStore store) => new(
        store,
        Registry,
        new Broker(new ChannelProtocol(), TimeProvider.System, NullLoggerFactory.Instance),
        new PoEngineOptions { CommandRetries = 1_000, MaxCommandRetryDelay = TimeSpan.FromMilliseconds(50) });
}
