using Po;

namespace Highway;

/// <summary>A car on its way over some stretches of road.</summary>
internal sealed class Car(string plate, string kind, IEnumerable<Stretch> way)
{
    private readonly Queue<Stretch> _way = new(way);
    private bool _isOnRoad;

    public StreamId Stream { get; } = new(HighwayMessages.Cars, plate);

    public bool HasArrived => _way.Count == 0;

    /// <summary>The next thing that it does: drives onto the next stretch, or leaves it.</summary>
    public object Move(int speed)
    {
        _isOnRoad = !_isOnRoad;
        var stretch = _isOnRoad ? _way.Peek() : _way.Dequeue();
        return _isOnRoad ? new CarEntered(stretch.Road, kind) : new CarLeft(stretch.Road, kind, stretch.Kilometres, speed);
    }
}
