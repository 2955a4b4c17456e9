using System.Collections.Concurrent;
using System.Globalization;
using Po;

namespace Highway;

/// <summary>Lets cars drive: appends what they do to their streams, at an even rate, each car in the order of its way.</summary>
/// <param name="po">Appends.</param>
/// <param name="options">How many, how fast, for how long.</param>
/// <param name="run">The number of the run, part of the number plates.</param>
/// <param name="time">The clock of the rate.</param>
internal sealed class Traffic(IPo po, HighwayOptions options, long run, TimeProvider time)
{
    private const int MostOnTheRoad = 40;
    private const int MostAtOnce = 100;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Kinds = ["car", "car", "car", "lorry", "motorcycle", "bus"];

    private readonly Random _random = new(options.Seed);
    private readonly List<Car> _road = [];
    private readonly ConcurrentQueue<Car> _poisoned = new();
    private readonly long _started = time.GetTimestamp();
    private int _cars;
    private int _poisons;
    private long _sent;
    private long _lastGlobalNumber;

    /// <summary>How many cars have driven onto the highway.</summary>
    public int Cars => Volatile.Read(ref _cars);

    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The global number of the last message.</summary>
    public long LastGlobalNumber => Interlocked.Read(ref _lastGlobalNumber);

    /// <summary>Whether all is appended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How much of the cars or of the time has gone by: from 0 to 1.</summary>
    public double Progress => Math.Min(1, Math.Max((double)Cars / options.Cars, options.Seconds is { } seconds ? Elapsed.TotalSeconds / seconds : 0));

    private TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Lets a car drive for whose kind there is no tariff.</summary>
    public (string Kind, StreamId Car) Poison()
    {
        var number = Interlocked.Increment(ref _poisons);
        var kind = string.Create(CultureInfo.InvariantCulture, $"ufo-{run}-{number}");
        var car = new Car(kind, kind, Stretch.All.Take(3));
        _poisoned.Enqueue(car);
        return (kind, car.Stream);
    }

    /// <summary>Drives until all cars have arrived and no further trouble is to come.</summary>
    /// <param name="trouble">Ends when the last poisoned car was asked for.</param>
    /// <param name="cancellationToken">Stops the cars where they are.</param>
    public async Task DriveAsync(Task trouble, CancellationToken cancellationToken)
    {
        try
        {
            using var pace = new PeriodicTimer(Pace, time);
            while (await pace.WaitForNextTickAsync(cancellationToken))
            {
                var isLast = trouble.IsCompleted;
                var due = (long)(Elapsed.TotalSeconds * options.Rate) - Sent;
                var moving = Choose((int)Math.Min(due, MostAtOnce));
                // What is under way is awaited even if the cars are to stop.
                await Task.WhenAll(moving.Select(MoveAsync));
                _road.RemoveAll(car => car.HasArrived);
                if (isLast && _road.Count == 0 && _poisoned.IsEmpty && Progress >= 1)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The cars that are on the road stay there.
        }
        finally
        {
            IsOver = true;
        }
    }

    // Different cars, so that they can move at the same time.
    private HashSet<Car> Choose(int count)
    {
        var moving = new HashSet<Car>();
        for (var i = 0; i < count; i++)
        {
            if (_poisoned.TryDequeue(out var poisoned))
            {
                _road.Add(poisoned);
                moving.Add(poisoned);
            }
            else if (Progress < 1 && (_road.Count < 2 || (_road.Count < MostOnTheRoad && _random.Next(3) == 0)))
            {
                var car = NewCar();
                _road.Add(car);
                moving.Add(car);
            }
            else if (_road.Count > 0)
            {
                moving.Add(_road[_random.Next(_road.Count)]);
            }
        }

        return moving;
    }

    private Car NewCar()
    {
        var plate = string.Create(CultureInfo.InvariantCulture, $"{run}-{Interlocked.Increment(ref _cars):00000}");
        var way = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Stretch.All[_random.Next(Stretch.All.Count)]).ToList();
        return new Car(plate, Kinds[_random.Next(Kinds.Length)], way);
    }

    private async Task MoveAsync(Car car)
    {
        var appended = await po.AppendAsync(car.Stream, car.Move(_random.Next(60, 180)), cancellationToken: CancellationToken.None);
        Interlocked.Increment(ref _sent);
        long last;
        while ((last = LastGlobalNumber) < appended.LastGlobalNumber
            && Interlocked.CompareExchange(ref _lastGlobalNumber, appended.LastGlobalNumber, last) != last)
        {
        }
    }
}
