using System.Data.Common;

namespace Po.Specification;

// Runs one program in transactions of an application and on a plain list: numbers have no holes whatever was rolled back, an append is
// there whole or not at all, and nobody else sees anything before the commit.
internal sealed class JoinedRun(IStore store, DbConnection connection, CancellationToken cancellationToken)
{
    public const int StreamCount = 2;

    private readonly string _group = A.Group();
    private readonly List<AppendRequest> _requests = [];
    private readonly List<(string Name, StoreModel Model)> _savepoints = [];
    private DbTransaction? _transaction;
    private IJoinedTransaction? _joined;
    private StoreModel _committed = new();
    private StoreModel _model = new();
    private int _made;

    public async Task RunAsync(JoinedStep[] steps)
    {
        foreach (var step in steps)
        {
            await RunAsync(step);
        }

        await EndAsync(commit: false);
        var all = await store.ReadToAsync(new StreamId(_group), _committed.LastGlobalNumber);
        all.Select(Row.Of).Should().Equal(_committed.Records.Select(Row.Of));
        for (var stream = 0; stream < StreamCount; stream++)
        {
            await ReadAsync(stream);
        }
    }

    private Task RunAsync(JoinedStep step) => step switch
    {
        JoinedStep.Append append => AppendAsync(append),
        JoinedStep.Again again => again.Which < _requests.Count
            ? AppendAsync(_requests[again.Which] with { Expected = ExpectedNumber.Any })
            : Task.CompletedTask,
        JoinedStep.Save when _transaction is not null => SaveAsync(_transaction),
        JoinedStep.RollBackTo to when _transaction is not null && to.Which < _savepoints.Count => RollBackToAsync(_transaction, to.Which),
        JoinedStep.Release release when _transaction is not null && release.Which < _savepoints.Count =>
            ReleaseAsync(_transaction, release.Which),
        JoinedStep.Read read => ReadAsync(read.Stream),
        JoinedStep.End end => EndAsync(end.Commit),
        _ => Task.CompletedTask,
    };

    private Task AppendAsync(JoinedStep.Append step)
    {
        var stream = Stream(step.Stream);
        var model = step.Inside || _transaction is not null ? _model : _committed;
        var last = model.Stream(stream).Count;
        return AppendAsync(
            A.Append(stream, A.Records(step.Count)) with
            {
                Expected = step.Expected is { } offset ? ExpectedNumber.Exactly(Math.Max(0, last + offset)) : ExpectedNumber.Any,
            },
            step.Inside);
    }

    private async Task AppendAsync(AppendRequest request, bool inside = true)
    {
        // Beside an open transaction the same stream, and on some stores every stream, would have to be waited for.
        inside |= _transaction is not null;
        if (inside && _transaction is null)
        {
            _transaction = await connection.BeginTransactionAsync(cancellationToken);
            _joined = store.Join(_transaction);
            _model = _committed.Copy();
        }

        var model = inside ? _model : _committed;
        Guid[] ids = [.. request.Records.Ids()];
        var repeated = model.FindRepetition(request.Stream, ids);
        var last = model.Stream(request.Stream).Count;
        var isConflict = repeated is null && !request.Expected.Allows(last);
        AppendResult result;
        try
        {
            result = await (inside ? _joined! : (IRecordWriter)store).AppendAsync(request, cancellationToken);
        }
        catch (WriteConflictException e) when (isConflict)
        {
            e.ActualNumber.Should().Be(last);
            return;
        }

        isConflict.Should().BeFalse("a conflict stores nothing");
        result.FirstNumber.Should().Be(repeated?[0].Number ?? last + 1);
        result.Count.Should().Be(request.Records.Count);
        if (repeated is not null)
        {
            result.GlobalNumbers.Should().Equal(repeated.Select(record => record.GlobalNumber));
            return;
        }

        model.Append(request, result);
        _requests.Add(request);
    }

    private async Task SaveAsync(DbTransaction transaction)
    {
        var name = $"s{_made++}";
        await transaction.SaveAsync(name, cancellationToken);
        _savepoints.Add((name, _model.Copy()));
    }

    private async Task RollBackToAsync(DbTransaction transaction, int which)
    {
        var index = _savepoints.Count - 1 - which;
        await transaction.RollbackAsync(_savepoints[index].Name, cancellationToken);
        _model = _savepoints[index].Model.Copy();
        _savepoints.RemoveRange(index + 1, which);
    }

    private async Task ReleaseAsync(DbTransaction transaction, int which)
    {
        var index = _savepoints.Count - 1 - which;
        await transaction.ReleaseAsync(_savepoints[index].Name, cancellationToken);
        _savepoints.RemoveRange(index, which + 1);
    }

    private async Task ReadAsync(int stream)
    {
        var id = Stream(stream);
        if (_transaction is not null)
        {
            (await _joined!.ReadStreamAsync(id, new PageRequest(), cancellationToken)).Select(Row.Of)
                .Should().Equal(_model.Stream(id).Select(Row.Of), "the transaction sees what it has appended");
            (await _joined!.ReadLastNumberAsync(id, cancellationToken)).Should().Be(_model.Stream(id).Count);
        }

        var outside = await store.ReadStreamAsync(id, new PageRequest(), cancellationToken);
        outside.Select(Row.Of).Should().Equal(_committed.Stream(id).Select(Row.Of), "others see what was committed");
        outside.Numbers().Should().Equal(StoreSteps.OneTo(outside.Count));
        var page = await store.ReadGlobalAsync(id, new PageRequest(), cancellationToken);
        page.Records.Should().NotContain(record => record.GlobalNumber > page.Horizon, "nothing is handed out beyond the horizon");
    }

    private async Task EndAsync(bool commit)
    {
        if (_transaction is null)
        {
            return;
        }

        if (commit)
        {
            await _transaction.CommitAsync(cancellationToken);
            _committed = _model;
        }

        await _transaction.DisposeAsync();
        (_transaction, _joined) = (null, null);
        _savepoints.Clear();
    }

    private StreamId Stream(int index) => new(_group, $"{index}");
}
