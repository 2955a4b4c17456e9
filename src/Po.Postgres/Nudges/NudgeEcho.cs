using System.Collections.Frozen;
using Npgsql;

namespace Po.Postgres;

// Whether a connection that listens does hear: this process tells itself nothing, and waits to hear it.
internal sealed class NudgeEcho(NudgeChannel channel, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private bool _isHeard;

    /// <summary>Called for a notification of this process.</summary>
    public void Hear() => _isHeard = true;

    /// <summary>Sends an echo, and waits for it on the connection that listens.</summary>
    /// <param name="listening">The connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was heard within 5 s.</returns>
    public async ValueTask<bool> ReturnsAsync(NpgsqlConnection listening, CancellationToken cancellationToken)
    {
        _isHeard = false;
        var started = time.GetTimestamp();
        await SendAsync(listening, cancellationToken).ConfigureAwait(false);
        while (!_isHeard)
        {
            var left = Deadline - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !await listening.WaitAsync(left, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    // Behind a pooler on another connection: on its own, the echo may meet by chance the connection of the server that was lent for
    // LISTEN, and come back with the answer, although nothing else is ever heard.
    private async ValueTask SendAsync(NpgsqlConnection listening, CancellationToken cancellationToken)
    {
        if (!channel.Connections.IsBehindPooler)
        {
            await channel.NotifyAsync(listening, FrozenDictionary<StreamId, long>.Empty, isOnce: true, cancellationToken).ConfigureAwait(false);
            return;
        }

        var other = await channel.Connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = other.ConfigureAwait(false);
        await channel.NotifyAsync(other, FrozenDictionary<StreamId, long>.Empty, isOnce: true, cancellationToken).ConfigureAwait(false);
    }
}
