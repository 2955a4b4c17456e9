using System.Globalization;
using System.Text;

namespace Po.Specification;

// Runs one program on a store and on the model, and compares what they answer after every step.
internal sealed class ModelRun(IStore store, CancellationToken cancellationToken)
{
    public const int StreamCount = 4;
    public const int SourceCount = StreamCount + 2;

    private readonly string _group = A.Group();
    private readonly List<Guid> _ids = [];
    private StoreModel _model = new();
    private int _made;

    public async Task RunAsync(Step[] steps)
    {
        foreach (var step in steps)
        {
            await RunAsync(step);
        }

        await ReadGlobalAsync(store, new Step.ReadGlobal(StreamCount, -1, ReadDirection.Forward, 1_000, 1_000_000));
        foreach (var subscription in new[] { 0, 1 })
        {
            await CheckPositionAsync(subscription);
        }
    }

    private async Task RunAsync(Step step)
    {
        switch (step)
        {
            case Step.Transaction transaction:
                await TransactAsync(transaction);
                break;
            case Step.DeletePosition delete:
                await store.DeletePositionAsync(Subscription(delete.Subscription), cancellationToken);
                _model.Positions.Remove(Subscription(delete.Subscription));
                await CheckPositionAsync(delete.Subscription);
                break;
            default:
                await RunAsync(store, step);
                break;
        }
    }

    private async Task TransactAsync(Step.Transaction steps)
    {
        var before = _model.Copy();
        await using (var transaction = await store.BeginAsync(cancellationToken))
        {
            var locked = false;
            foreach (var step in steps.Steps)
            {
                if (step is Step.MovePosition move)
                {
                    locked = locked || await MoveAsync(transaction, move);
                }
                else
                {
                    await RunAsync(transaction, step);
                }
            }

            if (steps.Commit)
            {
                await transaction.CommitAsync();
                return;
            }
        }

        _model = before;
    }

    private async Task<bool> MoveAsync(IStoreTransaction transaction, Step.MovePosition move)
    {
        var id = Subscription(move.Subscription);
        var position = move.To < _model.Records.Count ? _model.Records[move.To].GlobalNumber : 0;
        (await transaction.TryLockPositionAsync(id, cancellationToken)).Should().Be(_model.Positions.GetValueOrDefault(id));
        await transaction.SetPositionAsync(position, cancellationToken);
        _model.Positions[id] = position;
        return true;
    }

    private Task RunAsync<T>(T target, Step step)
        where T : IRecordReader, IRecordWriter, ISnapshotStore => step switch
        {
            Step.Append append => AppendAsync(
                target, append.Stream, append.Expected, [.. Enumerable.Range(0, append.Count).Select(_ => Make(append.Bytes))]),
            Step.Again again => AppendAsync(target, again.Stream, again.Expected, MakeAgain(again)),
            Step.ReadStream read => ReadStreamAsync(target, read),
            Step.ReadGlobal read => ReadGlobalAsync(target, read),
            Step.SaveSnapshot save => SaveSnapshotAsync(target, save),
            Step.DeleteSnapshot delete => DeleteSnapshotAsync(target, delete),
            _ => Task.CompletedTask,
        };

    private async Task AppendAsync(IRecordWriter writer, int stream, int? expected, NewRecord[] records)
    {
        var id = Stream(stream);
        var last = _model.Stream(id).Count;
        var request = A.Append(id, records) with
        {
            Expected = expected is { } offset ? ExpectedNumber.Exactly(Math.Max(0, last + offset)) : ExpectedNumber.Any,
        };
        Guid[] ids = [.. records.Ids()];
        var repeated = _model.FindRepetition(id, ids);
        var isDuplicate = repeated is null && _model.HoldsAnyOf(ids);
        var isConflict = repeated is null && !request.Expected.Allows(last);

        AppendResult result;
        try
        {
            result = await writer.AppendAsync(request, cancellationToken);
        }
        catch (WriteConflictException e) when (isConflict)
        {
            e.ActualNumber.Should().Be(last);
            return;
        }
        catch (DuplicateMessageIdException e) when (isDuplicate)
        {
            ids.Should().Contain(e.MessageId);
            return;
        }

        (isConflict || isDuplicate).Should().BeFalse("a conflict or a duplicate stores nothing");
        result.Stream.Should().Be(id);
        result.FirstNumber.Should().Be(repeated?[0].Number ?? last + 1);
        result.Count.Should().Be(records.Length);
        result.IsRepetition.Should().Be(repeated is not null);
        if (repeated is not null)
        {
            result.GlobalNumbers.Should().Equal(repeated.Select(record => record.GlobalNumber));
            return;
        }

        result.GlobalNumbers.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        result.GlobalNumbers[0].Should().BeGreaterThan(_model.LastGlobalNumber);
        _model.Append(request, result);
        _ids.AddRange(ids.Except(_ids));
    }

    private async Task ReadStreamAsync(IRecordReader reader, Step.ReadStream step)
    {
        var id = Stream(step.Stream);
        var from = step.From >= 0 ? step.From + 1 : step.Direction is ReadDirection.Forward ? 1 : long.MaxValue;

        var read = await reader.ReadStreamAsync(id, Page(from, step.Direction, step.MaxCount, step.MaxBytes), cancellationToken);

        var all = _model.Read(record => record.Stream == id, record => record.Number, from, step.Direction);
        read.Select(Row.Of).Should().Equal(StoreModel.Limit(all, step.MaxCount, step.MaxBytes).Select(Row.Of));
        (await reader.ReadLastNumberAsync(id, cancellationToken)).Should().Be(_model.Stream(id).Count);
    }

    // Of all groups others append to at the same time, so for those only the order can be compared.
    private async Task ReadGlobalAsync(IRecordReader reader, Step.ReadGlobal step)
    {
        var source = Source(step.Source);
        var from = step.From >= 0 && step.From < _model.Records.Count ? _model.Records[step.From].GlobalNumber
            : step.Direction is ReadDirection.Forward ? source.IsAll ? _model.LastGlobalNumber + 1 : 1 : long.MaxValue;
        await reader.HorizonReachesAsync(_model.LastGlobalNumber);

        var read = await reader.ReadGlobalAsync(
            source, Page(from, step.Direction, step.MaxCount, step.MaxBytes), cancellationToken);

        var forward = step.Direction is ReadDirection.Forward;
        var all = _model.Read(record => source.Includes(record.Stream), record => record.GlobalNumber, from, step.Direction);
        if (source.IsAll)
        {
            var end = read.Records.Count == 0 ? 0 : read.Records[^1].GlobalNumber;
            read.Records.Where(record => record.Stream.Group == _group).Select(Row.Of).Should().Equal(
                all.Where(record => forward ? record.GlobalNumber <= end : record.GlobalNumber >= end).Select(Row.Of));
            return;
        }

        var page = StoreModel.Limit(all, step.MaxCount, step.MaxBytes);
        read.Records.Select(Row.Of).Should().Equal(page.Select(Row.Of));
        var isFull = page.Count == step.MaxCount || page.Sum(record => record.Data.Length) >= step.MaxBytes;
        (read.HasMore ? isFull : page.Count == all.Count).Should().BeTrue("HasMore says whether a limit ended the page");
        if (forward)
        {
            read.Position.Should().Be(read.HasMore ? page[^1].GlobalNumber : Math.Max(read.Horizon, from - 1));
        }
    }

    private async Task SaveSnapshotAsync(ISnapshotStore snapshots, Step.SaveSnapshot step)
    {
        var snapshot = A.Snapshot(Stream(step.Stream), step.GlobalNumber, $"state {_made++}") with { Name = Name(step.Name) };
        await snapshots.SaveSnapshotAsync(snapshot, cancellationToken);
        _model.Save(snapshot);
        await CheckSnapshotAsync(snapshots, step.Stream, step.Name);
    }

    private async Task DeleteSnapshotAsync(ISnapshotStore snapshots, Step.DeleteSnapshot step)
    {
        await snapshots.DeleteSnapshotAsync(Stream(step.Stream), Name(step.Name), cancellationToken);
        _model.Snapshots.Remove((Stream(step.Stream), Name(step.Name)));
        await CheckSnapshotAsync(snapshots, step.Stream, step.Name);
    }

    private async Task CheckSnapshotAsync(ISnapshotStore snapshots, int stream, int name)
    {
        var stored = await snapshots.ReadSnapshotAsync(Stream(stream), Name(name), cancellationToken);
        var expected = _model.Snapshots.GetValueOrDefault((Stream(stream), Name(name)));
        stored?.GlobalNumber.Should().Be(expected?.GlobalNumber);
        (stored is null ? null : Encoding.UTF8.GetString(stored.State.Data.Span))
            .Should().Be(expected is null ? null : Encoding.UTF8.GetString(expected.State.Data.Span));
    }

    private async Task CheckPositionAsync(int subscription) =>
        (await store.ReadPositionAsync(Subscription(subscription), cancellationToken))
            .Should().Be(_model.Positions.GetValueOrDefault(Subscription(subscription)));

    private NewRecord Make(int bytes) => A.Record(new byte[bytes]) with
    {
        Type = $"type {_made++}",
        CorrelationId = _made % 2 == 0 ? null : $"{_made}",
        Headers = _made % 3 == 0 ? default : Encoding.UTF8.GetBytes($$"""{"n":"{{_made}}"}"""),
        Time = A.Time.AddMicroseconds(_made),
    };

    private NewRecord[] MakeAgain(Step.Again step)
    {
        var used = _ids.Skip(step.First).Take(step.Count);
        NewRecord[] again = [.. (step.Backward ? used.Reverse() : used).Select(id => A.Record() with { Id = id })];
        NewRecord[] newOnes = [.. Enumerable.Range(0, again.Length == 0 ? 1 : step.NewOnes).Select(_ => Make(1))];
        return [.. again, .. newOnes];
    }

    // The last one is the stream of the id without an entity.
    private StreamId Stream(int index) => index == StreamCount - 1 ? new StreamId(_group) : new StreamId(_group, $"{index}");

    private StreamId Source(int index) => index == StreamCount ? new StreamId(_group)
        : index > StreamCount ? StreamId.All
        : index == StreamCount - 1 ? new StreamId(_group, "quiet") : Stream(index);

    private string Subscription(int index) => $"subscription-{index}-of-{_group}";

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static PageRequest Page(long from, ReadDirection direction, int maxCount, int maxBytes) =>
        new() { From = from, Direction = direction, MaxCount = maxCount, MaxBytes = maxBytes };
}
