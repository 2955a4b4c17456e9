using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Postgres;

/// <summary>Carries nudges between the processes that share a PostgreSQL database, with LISTEN and NOTIFY.</summary>
/// <remarks>
/// Thread safe. Listeners of this process are called at once, on the sender's thread; other processes are told after the commit, at
/// most every 5 ms, in a transaction of its own. Losing every nudge costs latency only.
/// </remarks>
public sealed class PostgresProtocol : IProtocol, IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private readonly HorizonWatch _watch;
    private readonly NudgeSender? _sender;
    private readonly NudgeListener? _listener;
    private ImmutableArray<Subscriber> _subscribers = [];
    private bool _isListening;

    /// <summary>Puts a protocol on the database of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeProvider">The source of delays; the system clock if null.</param>
    /// <param name="loggerFactory">Where faults are logged; nowhere if null.</param>
    public PostgresProtocol(PostgresStore store, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _watch = store.HorizonWatch;
        _watch.Reached += OnHorizonReached;
        if (store.Options.Listen)
        {
            var time = timeProvider ?? TimeProvider.System;
            var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<PostgresProtocol>();
            var channel = new NudgeChannel(store.Connections, store.Sql);
            _sender = new NudgeSender(channel, time, logger);
            _listener = new NudgeListener(channel, Deliver, time, logger);
        }
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken)
    {
        Deliver(nudge);
        _sender?.Send(nudge);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receive);
        var subscriber = new Subscriber(this, receive);
        ImmutableInterlocked.Update(ref _subscribers, static (all, added) => all.Add(added), subscriber);
        lock (_gate)
        {
            if (!_isListening)
            {
                _isListening = true;
                _listener?.Start();
            }
        }

        return ValueTask.FromResult<IAsyncDisposable>(subscriber);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _watch.Reached -= OnHorizonReached;
        if (_listener is not null && _sender is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
            await _sender.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed of synchronously; blocks until the connections are closed.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    // A rollback wakes nobody: what waited behind it is there to read from now on.
    private void OnHorizonReached(long horizon) => Deliver(new Nudge(StreamId.All, horizon));

    private void Deliver(Nudge nudge)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Receive(nudge);
        }
    }

    private sealed class Subscriber(PostgresProtocol protocol, Action<Nudge> receive) : IAsyncDisposable
    {
        public Action<Nudge> Receive { get; } = receive;

        public ValueTask DisposeAsync()
        {
            ImmutableInterlocked.Update(ref protocol._subscribers, static (all, removed) => all.Remove(removed), this);
            return ValueTask.CompletedTask;
        }
    }
}
