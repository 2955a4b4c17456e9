using System.Data;

namespace Po;

// What was appended over a connection of the application. No transaction tells when it has ended, but a closed connection has none any
// more; nudges are hints, so one for what was rolled back does no harm. A connection that stays open wakes nobody: polling finds it.
internal sealed class ConnectionNudges(PoEngine engine)
{
    private const int MaxStreams = 64;

    private readonly Lock _gate = new();
    private Dictionary<StreamId, long> _waiting = [];

    public void Add(Nudge nudge)
    {
        lock (_gate)
        {
            if (_waiting.Count >= MaxStreams && !_waiting.ContainsKey(nudge.Stream))
            {
                // A connection may stay open for long.
                _waiting = new() { [StreamId.All] = 0 };
            }

            if (!_waiting.ContainsKey(StreamId.All))
            {
                _waiting[nudge.Stream] = nudge.GlobalNumber;
            }
        }
    }

    public void OnStateChange(object? sender, StateChangeEventArgs change)
    {
        if (change.CurrentState is not (ConnectionState.Closed or ConnectionState.Broken))
        {
            return;
        }

        Dictionary<StreamId, long> waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = [];
        }

        if (waiting.Count > 0)
        {
            engine.NotifySoon([.. waiting.Select(nudge => new Nudge(nudge.Key, nudge.Value))]);
        }
    }
}
