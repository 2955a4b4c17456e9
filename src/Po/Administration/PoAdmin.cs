using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Po;

/// <summary>Administration of the subscriptions of an engine's store.</summary>
/// <inheritdoc cref="IPoAdmin"/>
public sealed partial class PoAdmin : IPoAdmin
{
    private const int MaxActorLength = 200;
    private const int PageSize = 500;

    private readonly PoEngine _engine;
    private readonly ILogger _logger;

    /// <summary>Makes the administration of an engine's store.</summary>
    /// <param name="engine">The engine; it need not run the subscriptions.</param>
    public PoAdmin(PoEngine engine)
        : this(engine, $"{Environment.UserName}@{Environment.MachineName}")
    {
    }

    private PoAdmin(PoEngine engine, string actor)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _logger = engine.Options.LoggerFactory.CreateLogger<PoAdmin>();
        Actor = actor;
    }

    /// <inheritdoc/>
    public string Actor { get; }

    /// <inheritdoc/>
    public IPoAdmin As(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(actor.Length, MaxActorLength, nameof(actor));
        return new PoAdmin(_engine, actor);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredSubscription>> ListAsync(CancellationToken cancellationToken = default)
    {
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await _engine.Store.ReadSubscriptionsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredSubscription?> FindAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var all = await _engine.Store.ReadSubscriptionsAsync(cancellationToken).ConfigureAwait(false);
        return all.FirstOrDefault(subscription => subscription.Id == subscriptionId);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ParkedMessage> ReadParkedAsync(
        string subscriptionId, StreamId? stream = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var stored = await _engine.Store.ReadSubscriptionAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        var count = PartitionLayout.Of(stored)?.Count ?? 0;
        var ids = count == 0 ? [subscriptionId] : Enumerable.Range(0, count).Select(index => PartitionId.Of(subscriptionId, index, count));
        foreach (var id in ids)
        {
            await foreach (var message in ReadParkedOfAsync(id, stream, cancellationToken).ConfigureAwait(false))
            {
                yield return message;
            }
        }
    }

    internal async IAsyncEnumerable<ParkedMessage> ReadParkedOfAsync(
        string id, StreamId? stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ParkedRequest
        {
            Stream = stream,
            MaxCount = PageSize,
        };
        IReadOnlyList<ParkedMessage> page;
        do
        {
            page = await _engine.Store.ReadParkedAsync(id, request, cancellationToken).ConfigureAwait(false);
            foreach (var message in page)
            {
                yield return message;
            }

            request = page.Count > 0 ? request with { From = page[^1].GlobalNumber + 1 } : request;
        }
        while (page.Count == PageSize);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditEntry> ReadAuditAsync(
        string? subscriptionId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var before = long.MaxValue;
        IReadOnlyList<AuditEntry> page;
        do
        {
            page = await _engine.Store.ReadAuditAsync(subscriptionId, before, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                yield return entry;
                before = entry.Number;
            }
        }
        while (page.Count == PageSize);
    }
}
