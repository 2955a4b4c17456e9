using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Po.Postgres;

// Tells other processes what was appended: after the commits, many appends in one notification, in a transaction of its own.
// A transaction that notifies takes a lock of the whole server in its commit, so appends never do it themselves.
internal sealed class NudgeSender(NudgeChannel channel, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    // The longest a nudge waits for others to join it; the first after a pause goes at once.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Dictionary<StreamId, long> _waiting = [];
    private Task? _running;

    public void Send(Nudge nudge)
    {
        lock (_gate)
        {
            _waiting[nudge.Stream] = Math.Max(nudge.GlobalNumber, _waiting.GetValueOrDefault(nudge.Stream));
            if (_running is null)
            {
                _running = Detached.Run(RunAsync);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        Task? running;
        lock (_gate)
        {
            running = _running;
        }

        if (running is not null)
        {
            await running.ConfigureAwait(false);
        }

        _disposing.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _signal.Reader.ReadAsync(_disposing.Token).ConfigureAwait(false);
                await SendAsync(Take()).ConfigureAwait(false);
                await Task.Delay(Spacing, time, _disposing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_disposing.IsCancellationRequested)
        {
            // What was not sent yet is found by polling.
        }
    }

    private async ValueTask SendAsync(Dictionary<StreamId, long> nudges)
    {
        try
        {
            var connection = await channel.Connections.OpenAsync(_disposing.Token).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            await channel.NotifyAsync(connection, nudges, isOnce: false, _disposing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!_disposing.IsCancellationRequested) // A lost nudge costs latency only; the sender lives on.
        {
            Log.NudgesNotSent(logger, e, nudges.Count);
        }
    }

    private Dictionary<StreamId, long> Take()
    {
        lock (_gate)
        {
            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }
}
