namespace Po.Tests;

public class InitializationTests
{
    private readonly FaultyStore _store = new();

    [Fact]
    public async Task Happens_once_however_many_calls_need_it()
    {
        await using var po = new TestPo { Store = _store };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => po.AppendAsync("a-1", new Added(i)).AsTask())))
            .Within("twenty appends");
        await po.Engine.InitializeAsync(Token);

        _store.Count(StoreCall.Initialize).Should().Be(1);
    }

    [Fact]
    public async Task Does_not_happen_before_a_call_needs_it()
    {
        await using var po = new TestPo { Store = _store };

        po.Engine.Stream(A.Stream("a-1")).Should().NotBeNull();

        _store.Count(StoreCall.Initialize).Should().Be(0);
    }

    [Fact]
    public async Task Is_tried_again_after_a_failure()
    {
        _store.Fail(StoreCall.Initialize, new SchemaVersionException("The schema is too new."));
        await using var po = new TestPo { Store = _store };
        var append = () => po.AppendAsync("a-1", new Added(1)).AsTask();
        await append.Should().ThrowAsync<SchemaVersionException>();

        await append.Should().NotThrowAsync();

        _store.Count(StoreCall.Initialize).Should().Be(2);
    }

    [Fact]
    public async Task That_one_caller_gives_up_is_finished_by_the_next()
    {
        var (started, mayGoOn) = (Signal(), Signal());
        using var giveUp = new CancellationTokenSource();
        _store.Before = async call =>
        {
            if (call is StoreCall.Initialize && started.TrySetResult())
            {
                await mayGoOn.Task.WaitAsync(giveUp.Token);
            }
        };
        await using var po = new TestPo { Store = _store };
        var first = po.Engine.InitializeAsync(giveUp.Token).AsTask();
        await started.Task.Within("the first call");
        var second = po.AppendAsync("a-1", new Added(1)).AsTask();

        await giveUp.CancelAsync();

        await first.Invoking(task => task.Within("the first call")).Should().ThrowAsync<OperationCanceledException>();
        (await second.Within("the append")).LastNumber.Should().Be(1);
    }
}
