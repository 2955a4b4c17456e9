namespace Po.Specification;

// Runs the calls of several callers at the same time, on several engines, and then looks for one order that explains all answers.
internal sealed class EngineHistoryRun(IStore[] stores, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int StreamCount = 2;

    private readonly Engines _engines = new(stores, Tallies.Open);
    private readonly StreamId _group = new(A.Group());
    private readonly Guid[][] _parcels = [.. Enumerable.Range(0, StreamCount).Select(_ => new[] { Guid.CreateVersion7(), Guid.CreateVersion7() })];
    private readonly Lock _gate = new();
    private readonly List<LinearCall>[] _calls = [[], []];
    private readonly List<Tally.Sums> _groups = [];
    private int _clock;
    private int _made = 1_000;

    public async Task RunAsync(EngineCall[][] callers)
    {
        await Task.WhenAll(callers.Select((calls, caller) => Task.Run(() => RunAsync(_engines[caller], calls), cancellationToken)))
            .WithinLimitAsync($"{callers.Length} concurrent callers");

        for (var stream = 0; stream < StreamCount; stream++)
        {
            await ReadAsync(_engines[0], stream);
            await ProjectAsync(_engines[1], stream, 0);
            new LinearHistory(_calls[stream]).Check();
        }

        await JudgeGroupsAsync();
    }

    public ValueTask DisposeAsync() => _engines.DisposeAsync();

    private async Task RunAsync(PoEngine engine, EngineCall[] calls)
    {
        var last = new long[StreamCount];
        foreach (var call in calls)
        {
            await (call switch
            {
                EngineCall.Append append => AppendAsync(engine, append, last),
                EngineCall.Deliver => DeliverAsync(engine, call.Stream),
                EngineCall.Read => ReadAsync(engine, call.Stream),
                EngineCall.Project project => ProjectAsync(engine, call.Stream, project.Name),
                EngineCall.ProjectGroup => ProjectGroupAsync(engine),
                EngineCall.Execute execute => ExecuteAsync(engine, execute),
                EngineCall.SaveSnapshot save => SaveAsync(engine, call.Stream, save.Name),
                EngineCall.DeleteSnapshot delete =>
                    engine.DeleteSnapshotAsync(Stream(call.Stream), Name(delete.Name), cancellationToken).AsTask(),
                _ => throw new InvalidOperationException($"{call} is no call."),
            });
        }
    }

    private async Task AppendAsync(PoEngine engine, EngineCall.Append call, long[] last)
    {
        var values = Enumerable.Range(0, call.Count).Select(_ => Interlocked.Increment(ref _made)).ToArray();
        var expected = call.Expected is { } offset ? ExpectedNumber.Exactly(Math.Max(0, last[call.Stream] + offset)) : ExpectedNumber.Any;
        var begun = Tick();
        try
        {
            var result = await engine.AppendAsync(
                Stream(call.Stream), [.. values.Select(object (value) => new Happened(value))], expected, cancellationToken);
            last[call.Stream] = result.LastNumber;
            Note(call.Stream, begun, $"append {values.Length} at {result.FirstNumber}, expecting {expected}", state =>
                expected.Allows(state.Values.Count) && result.FirstNumber == state.Values.Count + 1 ? state.With(values) : null);
        }
        catch (WriteConflictException e)
        {
            last[call.Stream] = e.ActualNumber;
            Note(call.Stream, begun, $"conflict with {e.ActualNumber}, expecting {expected}", state =>
                !expected.Allows(state.Values.Count) && e.ActualNumber == state.Values.Count ? state : null);
        }
    }

    private async Task DeliverAsync(PoEngine engine, int stream)
    {
        NewMessage[] messages = [.. _parcels[stream].Select((id, i) => new NewMessage(new Happened(i)) { Id = id })];
        var begun = Tick();
        var result = await engine.AppendAsync(Stream(stream), messages, cancellationToken: cancellationToken);
        Note(stream, begun, $"parcel at {result.FirstNumber}, repeated: {result.IsRepetition}", state =>
            result.IsRepetition ? (state.Parcel == result.FirstNumber ? state : null)
            : state.Parcel is null && result.FirstNumber == state.Values.Count + 1
                ? state.With(Enumerable.Range(0, messages.Length)) with { Parcel = result.FirstNumber }
            : null);
    }

    private async Task ReadAsync(PoEngine engine, int stream)
    {
        var begun = Tick();
        var values = new List<int>();
        await foreach (var message in engine.ReadAsync(Stream(stream), cancellationToken: cancellationToken))
        {
            values.Add(((Happened)message.Data).Value);
        }

        Note(stream, begun, $"read {values.Count}", state => state.Values.SequenceEqual(values) ? state : null);
    }

    private async Task ProjectAsync(PoEngine engine, int stream, int name)
    {
        var begun = Tick();
        var tally = await engine.ProjectAsync(Stream(stream), new Tally(Name(name), 1), cancellationToken);
        Note(stream, begun, $"project: {tally.State}", state => state.Sums == tally.State ? state : null);
    }

    private async Task ProjectGroupAsync(PoEngine engine)
    {
        var tally = await engine.ProjectAsync(_group, new Tally(Name(0), 1), cancellationToken);
        lock (_gate)
        {
            _groups.Add(tally.State);
        }
    }

    private async Task ExecuteAsync(PoEngine engine, EngineCall.Execute call)
    {
        var begun = Tick();
        var result = await engine.ExecuteAsync(
            Stream(call.Stream), () => new AddWithin(call.Value, call.Count, call.Limit), cancellationToken);
        var seen = result.Command.Seen!;
        var appended = result.Appended.Count;
        Note(call.Stream, begun, $"execute: has seen {seen}, appended {appended}", state =>
            state.Sums == seen && appended == (AddWithin.Fits(seen, call.Value, call.Count, call.Limit) ? call.Count : 0)
                && result.Appended.LastNumber == state.Values.Count + appended
                ? state.With(Enumerable.Repeat(call.Value, appended))
                : null);
    }

    private async Task SaveAsync(PoEngine engine, int stream, int name)
    {
        var begun = Tick();
        var saved = await engine.SaveSnapshotAsync(Stream(stream), new Tally(Name(name), 1), cancellationToken);
        Note(stream, begun, $"save: {saved?.Number}", state => (saved?.Number ?? 0) == state.Values.Count ? state : null);
    }

    // What is below the horizon is final: a group is seen as it begins in the end.
    private async Task JudgeGroupsAsync()
    {
        var stored = new List<int>();
        var last = 0L;
        foreach (var stream in Enumerable.Range(0, StreamCount))
        {
            await foreach (var message in _engines[0].ReadAsync(Stream(stream), cancellationToken: cancellationToken))
            {
                last = Math.Max(last, message.GlobalNumber);
            }
        }

        await stores[0].HorizonReachesAsync(last);
        await foreach (var message in _engines[0].ReadAsync(_group, cancellationToken: cancellationToken))
        {
            stored.Add(((Happened)message.Data).Value);
        }

        await ProjectGroupAsync(_engines[1]);
        _groups[^1].Should().Be(Tally.Of(stored, 1));
        foreach (var seen in _groups)
        {
            seen.Should().Be(Tally.Of(stored.Take(seen.Count), 1), "a projection of a group sees it from the first message on, without a hole");
        }
    }

    private void Note(int stream, int begun, string what, Func<LinearState, LinearState?> apply)
    {
        var call = new LinearCall(begun, Tick(), what, apply);
        lock (_gate)
        {
            _calls[stream].Add(call);
        }
    }

    private int Tick() => Interlocked.Increment(ref _clock);

    private StreamId Stream(int index) => _group.WithEntity($"{index}");

    private static string Name(int index) => $"tally-{index}";
}
