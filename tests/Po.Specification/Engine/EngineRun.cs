using System.Text;

namespace Po.Specification;

// Runs one program on engines and on the model, and compares what they answer after every step.
internal sealed class EngineRun(IStore[] stores, CancellationToken cancellationToken) : IAsyncDisposable
{
    public const int StreamCount = 3;
    public const int ViewCount = 2;
    public const int ParcelCount = 3;

    private readonly Engines _engines = new(stores, Tallies.Open);
    private readonly EngineModel _model = new();
    private readonly StreamId _group = new(A.Group());
    private readonly Guid[][] _parcels = [.. Enumerable.Range(0, ParcelCount).Select(parcel => Ids(parcel + 1))];
    private readonly (IStream Stream, long? Locked)[] _views = new (IStream, long?)[ViewCount];
    private int _made;

    public async Task RunAsync(EngineStep[] steps)
    {
        for (var view = 0; view < ViewCount; view++)
        {
            _views[view] = (_engines[view].Stream(Stream(view)), null);
        }

        foreach (var step in steps)
        {
            await RunAsync(step, _engines[step.Engine]);
        }

        foreach (var source in Enumerable.Range(0, StreamCount + 1))
        {
            await ReadAsync(_engines[0], new EngineStep.Read(0, source, ReadDirection.Forward, null, null));
            await ProjectAsync(_engines[1], source, 0, 1);
        }
    }

    public ValueTask DisposeAsync() => _engines.DisposeAsync();

    private Task RunAsync(EngineStep step, PoEngine engine) => step switch
    {
        EngineStep.Append append => AppendAsync(engine, append),
        EngineStep.Deliver deliver => DeliverAsync(engine, deliver),
        EngineStep.Read read => ReadAsync(engine, read),
        EngineStep.Project project => ProjectAsync(engine, project.Source, project.Name, project.Version),
        EngineStep.Execute execute => ExecuteAsync(engine, execute),
        EngineStep.SaveSnapshot save => SaveAsync(engine, save),
        EngineStep.DeleteSnapshot delete => engine.DeleteSnapshotAsync(Source(delete.Source), Name(delete.Name), cancellationToken).AsTask(),
        EngineStep.SpoilSnapshot spoil => SpoilAsync(spoil),
        EngineStep.Flush => _engines.FlushAsync(cancellationToken),
        EngineStep.View view => Task.FromResult(_views[view.Index] = (engine.Stream(Stream(view.Stream)), null)),
        EngineStep.ViewProject project => ProjectAsync(project),
        EngineStep.ViewAppend append => AppendAsync(append),
        EngineStep.ViewExecute execute => ExecuteAsync(execute),
        _ => throw new InvalidOperationException($"{step} is no step."),
    };

    private async Task AppendAsync(PoEngine engine, EngineStep.Append step)
    {
        var stream = Stream(step.Stream);
        var size = _model.Size(stream);
        var expected = step.Expected is { } offset ? ExpectedNumber.Exactly(Math.Max(0, size + offset)) : ExpectedNumber.Any;
        var values = Make(step.Count);
        try
        {
            _model.Append(stream, values, await engine.AppendAsync(stream, Messages(values), expected, cancellationToken));
            expected.Allows(size).Should().BeTrue("it has succeeded");
        }
        catch (WriteConflictException e) when (!expected.Allows(size))
        {
            e.ActualNumber.Should().Be(size);
        }
    }

    private async Task DeliverAsync(PoEngine engine, EngineStep.Deliver step)
    {
        var stream = Stream(step.Stream);
        var ids = _parcels[step.Parcel];
        var values = ids.Select((_, i) => (100 * step.Parcel) + i).ToArray();
        NewMessage[] messages = [.. ids.Select((id, i) => new NewMessage(new Happened(values[i])) { Id = id })];
        var isDelivered = _model.Parcels.TryGetValue(step.Parcel, out var place);
        try
        {
            var result = await engine.AppendAsync(stream, messages, cancellationToken: cancellationToken);
            if (isDelivered)
            {
                result.Should().BeEquivalentTo(new { place.Stream, FirstNumber = place.First, Count = ids.Length, IsRepetition = true });
                stream.Should().Be(place.Stream);
                return;
            }

            _model.Append(stream, values, result);
            _model.Parcels[step.Parcel] = (stream, result.FirstNumber);
        }
        catch (DuplicateMessageIdException e) when (isDelivered && stream != place.Stream)
        {
            ids.Should().Contain(e.MessageId);
        }
    }

    // By numbers of a stream, by global numbers of the group.
    private async Task ReadAsync(PoEngine engine, EngineStep.Read step)
    {
        var source = Source(step.Source);
        var forward = step.Direction is ReadDirection.Forward;
        var all = _model.Of(source).ToList();
        var from = step.From is { } place && place <= all.Count ? PlaceOf(all[place - 1]) : (long?)null;
        await HorizonReachesAsync(source);

        var read = new List<EngineModel.Entry>();
        var options = new ReadOptions { Direction = step.Direction, From = from, Limit = step.Limit };
        await foreach (var message in engine.ReadAsync(source, options, cancellationToken))
        {
            read.Add(new(message.Stream, message.Number, message.GlobalNumber, ((Happened)message.Data).Value));
        }

        var expected = all.Where(entry => from is null || (forward ? PlaceOf(entry) >= from : PlaceOf(entry) <= from));
        expected = forward ? expected : expected.Reverse();
        read.Should().Equal(expected.Take(step.Limit ?? int.MaxValue));

        long PlaceOf(EngineModel.Entry entry) => source.HasEntity ? entry.Number : entry.GlobalNumber;
    }

    private async Task ProjectAsync(PoEngine engine, int index, int name, int version)
    {
        var source = Source(index);
        await HorizonReachesAsync(source);

        var tally = await engine.ProjectAsync(source, new Tally(Name(name), version), cancellationToken);

        tally.State.Should().Be(Tally.Of(_model.ValuesOf(source), version));
    }

    private async Task SaveAsync(PoEngine engine, EngineStep.SaveSnapshot step)
    {
        var source = Source(step.Source);
        await HorizonReachesAsync(source);

        var saved = await engine.SaveSnapshotAsync(source, new Tally(Name(step.Name), step.Version), cancellationToken);

        if (source.HasEntity)
        {
            (saved?.Number ?? 0).Should().Be(_model.Size(source));
            (saved?.GlobalNumber ?? 0).Should().Be(_model.Of(source).LastOrDefault()?.GlobalNumber ?? 0);
        }
        else
        {
            (saved?.GlobalNumber ?? 0).Should().BeLessThanOrEqualTo(await stores[0].ReadHorizonAsync(cancellationToken));
        }
    }

    private async Task SpoilAsync(EngineStep.SpoilSnapshot step)
    {
        var source = Source(step.Source);
        var last = _model.Of(source).LastOrDefault();
        await stores[step.Engine % stores.Length].SaveSnapshotAsync(
            new Snapshot
            {
                Stream = source,
                Name = Name(step.Name),
                Number = last?.Number ?? 0,
                GlobalNumber = step.IsOfOthers && source.HasEntity ? _model.LastGlobalNumber + 1 : _model.LastGlobalNumber,
                State = new SerializedState("spoiled", Encoding.UTF8.GetBytes("{}")),
            },
            cancellationToken);
    }

    private async Task ExecuteAsync(PoEngine engine, EngineStep.Execute step)
    {
        var stream = Stream(step.Stream);
        var result = await engine.ExecuteAsync(stream, () => new AddWithin(step.Value, step.Count, step.Limit), cancellationToken);
        Check(stream, result, step.Value, step.Count, step.Limit);
    }

    private async Task ProjectAsync(EngineStep.ViewProject step)
    {
        var view = _views[step.Index].Stream;
        var tally = await view.ProjectAsync(new Tally(Name(step.Name), 1), cancellationToken);

        tally.State.Should().Be(Tally.Of(_model.ValuesOf(view.Id), 1));
        Lock(step.Index, _model.Size(view.Id));
    }

    private async Task AppendAsync(EngineStep.ViewAppend step)
    {
        var (view, locked) = _views[step.Index];
        var size = _model.Size(view.Id);
        var values = Make(step.Count);
        try
        {
            _model.Append(view.Id, values, await view.AppendAsync(Messages(values), cancellationToken));
            (locked ?? size).Should().Be(size, "a view appends only on top of what it has seen");
            Lock(step.Index, size + values.Length);
        }
        catch (WriteConflictException e) when (locked is not null && locked != size)
        {
            e.ActualNumber.Should().Be(size);
            Lock(step.Index, locked);
        }
    }

    private async Task ExecuteAsync(EngineStep.ViewExecute step)
    {
        var view = _views[step.Index].Stream;
        var result = await view.ExecuteAsync(() => new AddWithin(step.Value, 1, 100), cancellationToken);
        Check(view.Id, result, step.Value, 1, 100);
        Lock(step.Index, _model.Size(view.Id));
    }

    private void Check(StreamId stream, CommandResult<AddWithin> result, int value, int count, int limit)
    {
        var sums = Tally.Of(_model.ValuesOf(stream), 1);
        result.Command.Seen.Should().Be(sums);
        if (AddWithin.Fits(sums, value, count, limit))
        {
            _model.Append(stream, [.. Enumerable.Repeat(value, count)], result.Appended);
        }
        else
        {
            result.Appended.Should().BeEquivalentTo(new { Stream = stream, LastNumber = sums.Count, Count = 0 });
        }
    }

    private void Lock(int view, long? number)
    {
        _views[view].Locked = number;
        _views[view].Stream.LockedNumber.Should().Be(number);
    }

    // A transaction of another test may hold the horizon of the database back for a while.
    private Task HorizonReachesAsync(StreamId source) =>
        source.HasEntity ? Task.CompletedTask : stores[0].HorizonReachesAsync(_model.LastGlobalNumber);

    private int[] Make(int count) => [.. Enumerable.Range(0, count).Select(_ => ++_made % 7)];

    private static object[] Messages(int[] values) => [.. values.Select(object (value) => new Happened(value))];

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    private StreamId Stream(int index) => _group.WithEntity($"{index % StreamCount}");

    private StreamId Source(int index) => index == StreamCount ? _group : Stream(index);

    private static string Name(int index) => $"tally-{index}";
}
