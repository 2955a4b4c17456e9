namespace Po.EndToEnd.Worker;

/// <summary>Appends to streams that all processes share, and says of each append what has become of it.</summary>
internal sealed class Appender(IPo po, string process)
{
    private const int Callers = 3;
    private const int Streams = 5;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private Task _work = Task.CompletedTask;
    private int _appends;
    private volatile bool _isResting;

    public void Start() => _work = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(AppendAsync)));

    /// <summary>Begins nothing more and waits for what is under way.</summary>
    public async Task RestAsync()
    {
        _isResting = true;
        await _work;
    }

    private async Task AppendAsync()
    {
        using var pace = new PeriodicTimer(Pace);
        while (!_isResting && await pace.WaitForNextTickAsync())
        {
            await AppendOneAsync();
        }
    }

    private async Task AppendOneAsync()
    {
        var number = Interlocked.Increment(ref _appends);
        var append = $"{process}-{number}";
        var parts = number % 3 == 0 ? 3 : 1;
        try
        {
            await po.AppendAsync(
                new StreamId("work", $"{number % Streams}"),
                [.. Enumerable.Range(1, parts).Select(part => new WorkDone(append, part, parts))]);
            Console.WriteLine($"stored {append}");
        }
        catch (Exception e) // Whatever it is, the test is told.
        {
            Console.WriteLine($"failed {append} {e.GetType().Name}");
        }
    }
}
