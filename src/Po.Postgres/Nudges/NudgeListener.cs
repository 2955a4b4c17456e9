using Microsoft.Extensions.Logging;
using Npgsql;

namespace Po.Postgres;

// Hears what other processes have appended, on one connection that is never pooled and never in a transaction. A silent
// connection is asked every 15 s whether it still hears: half-open ones stay silent for hours.
internal sealed class NudgeListener(NudgeChannel channel, Action<Nudge> receive, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _disposing = new();
    private readonly NudgeEcho _echo = new(channel, time);
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        _running = Detached.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _disposing.Dispose();
    }

    private async Task RunAsync()
    {
        for (var attempt = 1; !_disposing.IsCancellationRequested; attempt++)
        {
            try
            {
                await ListenAsync(() => attempt = 0).ConfigureAwait(false);
            }
            catch (Exception) when (_disposing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // The loop's edge: a listener outlives every fault of the connection; meanwhile polling goes on.
            {
                var delay = Backoff(attempt);
                Log.NotListening(logger, e, attempt, delay);
                await Task.Delay(delay, time, _disposing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action onListening)
    {
        var connection = await channel.Connections.OpenUnpooledAsync(_disposing.Token).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        connection.Notification += (_, notification) => Receive(notification);
        await channel.ListenAsync(connection, _disposing.Token).ConfigureAwait(false);
        if (channel.Connections.IsBehindPooler)
        {
            // Straight to the server it is certain; through a pooler it may be in vain.
            await CheckAsync(connection).ConfigureAwait(false);
        }

        onListening();
        Log.Listening(logger, channel.Name);

        // Whatever was sent before this moment was missed.
        receive(new Nudge(StreamId.All, 0));
        while (true)
        {
            if (!await connection.WaitAsync(HeartbeatInterval, _disposing.Token).ConfigureAwait(false))
            {
                await CheckAsync(connection).ConfigureAwait(false);
            }
        }
    }

    private async Task CheckAsync(NpgsqlConnection connection)
    {
        if (!await _echo.ReturnsAsync(connection, _disposing.Token).ConfigureAwait(false))
        {
            throw new TimeoutException(channel.Connections.IsBehindPooler
                ? "Notifications do not come through the pooler that stands between. Set Po:Postgres:Listen to false, or connect past it."
                : "The connection that listens does not hear any more.");
        }
    }

    private void Receive(NpgsqlNotificationEventArgs notification)
    {
        var (from, nudges) = NudgePayload.Read(notification.Payload);
        if (from is null)
        {
            Log.NudgeNotUnderstood(logger, notification.PID, notification.Payload.Length, channel.Name);
        }

        if (from == channel.Sender)
        {
            // This process was woken when it appended; all that its own notification says is that the connection hears.
            _echo.Hear();
            return;
        }

        foreach (var nudge in nudges)
        {
            receive(nudge);
        }
    }

    private static TimeSpan Backoff(int attempt)
    {
        var delay = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(attempt - 1, 10)));
        return (delay < MaxDelay ? delay : MaxDelay) * (1 - (Random.Shared.NextDouble() / 4));
    }
}
