using System.Collections.Concurrent;

namespace Po;

public sealed partial class PoEngine
{
    private readonly ConcurrentDictionary<string, Rebuild> _rebuilds = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IRebuild> RebuildAsync(
        string subscriptionId, RebuildOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Switch, nameof(options));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var live = _subscriptions.GetValueOrDefault(subscriptionId)?.Definition;
        var plan = new RebuildPlan(subscriptionId, options, live, _options.DefaultSubscriptionOptions);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        plan.Check(await _store.ReadSubscriptionAsync(subscriptionId, cancellationToken).ConfigureAwait(false));
        await Rebuild.CheckHandlerAsync(this, plan, cancellationToken).ConfigureAwait(false);
        var horizon = await _store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        var rebuild = new Rebuild(this, plan, horizon);
        if (!_rebuilds.TryAdd(plan.ShadowId, rebuild))
        {
            throw plan.Refuse($"this process builds the target '{plan.Target}' already.");
        }

        if (_isDisposed)
        {
            await rebuild.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(PoEngine));
        }

        rebuild.Start();
        return rebuild;
    }

    internal void RemoveRebuild(Rebuild rebuild) =>
        _rebuilds.TryRemove(new KeyValuePair<string, Rebuild>(rebuild.ShadowId, rebuild));
}
