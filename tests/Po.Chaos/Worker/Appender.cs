namespace Po.Chaos;

/// <summary>Appends to streams that all processes share, says of each append that it begins, and what has become of it.</summary>
internal sealed class Appender(IPo po, WorkerSettings settings)
{
    // So that load is no overload: what cannot be handled in time is not appended.
    private const int MostWaiting = 200;

    private static readonly StreamId Contested = new("work", "contested");

    private Task _work = Task.CompletedTask;
    private long _contestedNumber;
    private int _appends;
    private volatile bool _isResting = true;

    public void Start()
    {
        if (_isResting)
        {
            _isResting = false;
            _work = Task.WhenAll(Enumerable.Range(0, settings.Callers).Select(_ => Task.Run(AppendAsync)));
        }
    }

    /// <summary>Begins nothing more and waits for what is under way.</summary>
    public async Task RestAsync()
    {
        _isResting = true;
        await _work;
    }

    private async Task AppendAsync()
    {
        while (!_isResting)
        {
            var append = Interlocked.Increment(ref _appends);
            await (append % 4 == 0
                ? AppendAsync(Contested, 1, Volatile.Read(ref _contestedNumber))
                : AppendAsync(new StreamId("work", $"{(append % 2 == 0 ? 0 : append % 7)}"), append % 3 == 0 ? 3 : 1, null));
            do
            {
                await Task.Delay(settings.PaceMilliseconds);
            }
            while (!_isResting && po.Subscriptions.Values.Any(subscription => subscription.Lag > MostWaiting));
        }
    }

    private async Task AppendAsync(StreamId stream, int parts, long? expected)
    {
        var id = Guid.CreateVersion7();
        var messages = Enumerable.Range(1, parts).Select(part => new NewMessage(new WorkDone($"{id:N}", part, parts))
        {
            Id = part == 1 ? id : null,
        });
        Tell.Line($"begin {id:N} {stream} {parts} {expected ?? -1}");
        try
        {
            var result = await po.AppendAsync(stream, [.. messages], expected is { } number ? number : ExpectedNumber.Any);
            Tell.Line($"ok {id:N} {result.LastNumber} {result.GlobalNumbers[0]} {result.LastGlobalNumber}");
            await ReadBackAsync(result, id);
            Learn(stream, result.LastNumber);
        }
        catch (WriteConflictException e)
        {
            Tell.Line($"refused {id:N}");
            Learn(stream, e.ActualNumber);
        }
        catch (Exception e) // Whatever it is, it is told.
        {
            Tell.Line($"failed {id:N} {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    // What was acknowledged is there for whoever reads the stream next.
    private async Task ReadBackAsync(AppendResult result, Guid id)
    {
        try
        {
            var options = new ReadOptions { From = result.FirstNumber };
            await foreach (var message in po.ReadAsync(result.Stream, options))
            {
                if (message.Number == result.FirstNumber && message.Id == id)
                {
                    return;
                }
            }
        }
        catch (Exception) // The store is away: nobody has read anything.
        {
            return;
        }

        Tell.Line($"stale {id:N} {result.Stream} {result.FirstNumber} {result.LastGlobalNumber}");
    }

    private void Learn(StreamId stream, long number)
    {
        if (stream == Contested)
        {
            Volatile.Write(ref _contestedNumber, number);
        }
    }
}
