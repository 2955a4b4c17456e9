namespace Po.Specification;

// Runs the calls of several callers at the same time, writes down when each began and ended, and then judges the history: a stream
// has a total order, so every answer can be checked against what is stored in the end.
internal sealed class HistoryRun(IStore[] stores, CancellationToken cancellationToken)
{
    private readonly StreamId _group = new(A.Group());
    private readonly Lock _gate = new();
    private readonly List<Appended> _appended = [];
    private readonly List<Refused> _refused = [];
    private readonly List<Seen> _seen = [];
    private int _clock;

    public async Task RunAsync(Call[][] callers)
    {
        await Task.WhenAll(callers.Select((calls, caller) => Task.Run(
            () => RunAsync(stores[caller % stores.Length], calls), cancellationToken)))
            .WithinLimitAsync($"{callers.Length} concurrent callers");

        foreach (var stream in Enumerable.Range(0, 2).Select(Stream))
        {
            Judge(stream, [.. await stores[0].ReadStreamAsync(stream, new PageRequest(), cancellationToken)]);
        }

        foreach (var append in _appended)
        {
            _appended.Should().NotContain(
                later => later.Begun > append.Committed && later.FirstGlobal <= append.LastGlobal,
                "global numbers follow the order of appends that do not overlap");
        }
    }

    private async Task RunAsync(IStore store, Call[] calls)
    {
        var last = new long[2];
        foreach (var call in calls)
        {
            switch (call)
            {
                case Call.Append append:
                    await AppendAsync(store, append, last, Keep);
                    break;
                case Call.Read read:
                    await ReadAsync(store, read.Stream, last);
                    break;
                case Call.Transaction transaction:
                    await TransactAsync(store, transaction, last);
                    break;
            }
        }
    }

    private async Task AppendAsync(IRecordWriter writer, Call.Append call, long[] last, Action<Appended> keep)
    {
        var request = A.Append(Stream(call.Stream), A.Records(call.Count)) with
        {
            Expected = call.Expected is { } offset
                ? ExpectedNumber.Exactly(Math.Max(0, last[call.Stream] + offset))
                : ExpectedNumber.Any,
        };
        var begun = Tick();
        try
        {
            var result = await writer.AppendAsync(request, cancellationToken);
            last[call.Stream] = result.LastNumber;
            keep(new Appended(begun, Tick(), request, result.FirstNumber, [.. result.GlobalNumbers]));
        }
        catch (WriteConflictException e)
        {
            e.Expected.Should().Be(request.Expected);
            e.ActualNumber.Should().NotBe(request.Expected.Number);
            last[call.Stream] = e.ActualNumber;
            if (writer is IStore)
            {
                Keep(new Refused(begun, Tick(), request.Stream, e.ActualNumber));
            }
        }
    }

    private async Task ReadAsync(IStore store, int stream, long[] last)
    {
        var begun = Tick();
        var records = await store.ReadStreamAsync(Stream(stream), new PageRequest(), cancellationToken);
        var seen = new Seen(begun, Tick(), Stream(stream), [.. records.Ids()]);
        last[stream] = records.Count;
        lock (_gate)
        {
            _seen.Add(seen);
        }
    }

    // Tried again as a worker does when its store ends it as the victim of a deadlock, for example.
    private async Task TransactAsync(IStore store, Call.Transaction call, long[] last)
    {
        while (true)
        {
            var (appended, lastBefore) = (new List<Appended>(), last.ToArray());
            try
            {
                await using var transaction = await store.BeginAsync(cancellationToken);
                foreach (var append in call.Appends)
                {
                    await AppendAsync(transaction, append, last, appended.Add);
                    await Task.Yield();
                }

                if (call.Commit)
                {
                    await transaction.CommitAsync();
                    var committed = Tick();
                    appended.ForEach(append => Keep(append with { Committed = committed }));
                }
                else
                {
                    lastBefore.CopyTo(last, 0);
                }

                return;
            }
            catch (Exception e) when (store.IsTransient(e))
            {
                lastBefore.CopyTo(last, 0);
            }
        }
    }

    private void Judge(StreamId stream, List<Record> stored)
    {
        var appended = _appended.Where(append => append.Request.Stream == stream).OrderBy(append => append.First).ToList();
        stored.Numbers().Should().Equal(StoreSteps.OneTo(stored.Count));
        stored.Ids().Should().Equal(
            appended.SelectMany(append => append.Request.Records.Ids()), "what succeeded is stored in one piece, and nothing else is");
        stored.Select(record => record.GlobalNumber).Should().Equal(appended.SelectMany(append => append.GlobalNumbers));
        stored.Select(record => record.GlobalNumber).Should().BeInAscendingOrder();
        appended.Should().NotContain(append => !append.Request.Expected.Allows(append.First - 1));
        foreach (var append in appended)
        {
            appended.Should().NotContain(later => later.Begun > append.Committed && later.First <= append.Last);
        }

        foreach (var refused in _refused.Where(refused => refused.Stream == stream))
        {
            CheckWasLast(refused.ActualNumber, refused.Begun, refused.Ended, appended);
        }

        foreach (var seen in _seen.Where(seen => seen.Stream == stream))
        {
            stored.Take(seen.Ids.Length).Ids().Should().Equal(seen.Ids, "a read sees the beginning of the stream, whole appends only");
            CheckWasLast(seen.Ids.Length, seen.Begun, seen.Ended, appended);
        }
    }

    // Somewhere between the two moments this was the number of the last committed record.
    private static void CheckWasLast(long number, int begun, int ended, List<Appended> appended)
    {
        (number == 0 || appended.Exists(append => append.Last == number)).Should().BeTrue($"{number} was never the last number");
        appended.Should().NotContain(append => append.Committed < begun && append.Last > number);
        appended.Should().NotContain(append => append.Begun > ended && append.First <= number);
    }

    private void Keep(Appended appended)
    {
        lock (_gate)
        {
            _appended.Add(appended);
        }
    }

    private void Keep(Refused refused)
    {
        lock (_gate)
        {
            _refused.Add(refused);
        }
    }

    private int Tick() => Interlocked.Increment(ref _clock);

    private StreamId Stream(int index) => _group.WithEntity($"{index}");

    private sealed record Appended(int Begun, int Committed, AppendRequest Request, long First, long[] GlobalNumbers)
    {
        public long Last => First + GlobalNumbers.Length - 1;

        public long FirstGlobal => GlobalNumbers[0];

        public long LastGlobal => GlobalNumbers[^1];
    }

    private sealed record Refused(int Begun, int Ended, StreamId Stream, long ActualNumber);

    private sealed record Seen(int Begun, int Ended, StreamId Stream, Guid[] Ids);
}
