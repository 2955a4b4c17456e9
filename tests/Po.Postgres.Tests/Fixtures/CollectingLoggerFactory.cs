using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Po.Postgres.Tests;

/// <summary>Collects what is logged by everybody, the driver included.</summary>
public sealed class CollectingLoggerFactory : ILoggerFactory
{
    /// <summary>What was logged.</summary>
    public FakeLogCollector Collector { get; } = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new FakeLogger(Collector, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
