using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Tests;

public class AppendTests
{
    [Fact]
    public async Task Reports_numbers_and_global_numbers_of_many_messages()
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", new Added(1));

        var result = await po.AppendAsync("orders-2", new Added(2), new Removed(3));

        result.Should().BeEquivalentTo(
            new AppendResult { Stream = A.Stream("orders-2"), LastNumber = 2, GlobalNumbers = [2, 3] });
    }

    [Fact]
    public async Task Stores_one_message_with_everything_that_belongs_to_it()
    {
        await using var po = new TestPo();

        await po.Engine.AppendAsync(A.Stream("orders-1"), new Added(1), cancellationToken: Token);

        var message = (await po.Engine.ReadAsync(A.Stream("orders-1"), null, Token).ToListAsync()).Single();
        message.Should().BeEquivalentTo(new
        {
            Stream = A.Stream("orders-1"),
            Number = 1,
            GlobalNumber = 1,
            Type = "added",
            Data = new Added(1),
            Time = po.Clock.GetUtcNow(),
        });
        message.Id.Version.Should().Be(7);
    }

    [Fact]
    public async Task Keeps_the_time_in_whole_microseconds_so_that_it_reads_back_as_it_was_written()
    {
        await using var po = new TestPo();
        po.Clock.Advance(TimeSpan.FromTicks(13));

        await po.AppendAsync("orders-1", new Added(1));

        (await po.Engine.ReadAsync(A.Stream("orders-1"), null, Token).ToListAsync())[0].Time
            .Should().Be(po.Clock.Start.AddTicks(10));
    }

    [Fact]
    public async Task Of_many_messages_is_atomic()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };

        var append = () => po.AppendAsync("orders-1", new Added(1), new Unregistered(2), new Added(3)).AsTask();

        await append.Should().ThrowAsync<UnknownMessageTypeException>();
        store.Count(StoreCall.Append).Should().Be(0);
        (await po.Engine.ValuesAsync("orders-1")).Should().BeEmpty();
        await po.AppendAsync("orders-1", A.Messages(1, 3));
        store.Count(StoreCall.Append).Should().Be(1, "all messages are one request of the store");
    }

    [Fact]
    public async Task Succeeds_on_the_number_that_it_expects()
    {
        await using var po = new TestPo();
        await po.Engine.AppendAsync(A.Stream("orders-1"), new Added(1), ExpectedNumber.NoStream, Token);

        await po.Engine.AppendAsync(A.Stream("orders-1"), new Added(2), 1, Token);

        (await po.Engine.ValuesAsync("orders-1")).Should().Equal(1, 2);
    }

    [Theory]
    [InlineData(0, "no stream")]
    [InlineData(1, "number 1")]
    [InlineData(3, "number 3")]
    [InlineData(100, "number 100")]
    public async Task Conflicts_when_the_expected_number_is_stale_or_too_high(long expected, string words)
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", A.Messages(1, 2));

        var append = () => po.Engine.AppendAsync(A.Stream("orders-1"), new Added(3), expected, Token).AsTask();

        var conflict = (await append.Should().ThrowAsync<WriteConflictException>().WithMessage($"*{words}*")).Which;
        conflict.Stream.Should().Be(A.Stream("orders-1"));
        conflict.Expected.Should().Be(ExpectedNumber.Exactly(expected));
        conflict.ActualNumber.Should().Be(2);
        (await po.Engine.ValuesAsync("orders-1")).Should().Equal(1, 2);
    }

    [Fact]
    public async Task Without_expectation_succeeds_on_any_stream()
    {
        await using var po = new TestPo();

        for (var i = 1; i <= 3; i++)
        {
            await po.Engine.AppendAsync(A.Stream("orders-1"), new Added(i), ExpectedNumber.Any, Token);
        }

        (await po.Engine.ValuesAsync("orders-1")).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Without_expectation_never_conflicts_however_many_append_at_once()
    {
        await using var po = new TestPo();

        await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(() => po.AppendAsync("orders-1", new Added(i)).AsTask())))
            .Within("fifty appends");

        (await po.Engine.ValuesAsync("orders-1")).Should().BeEquivalentTo(Enumerable.Range(1, 50));
    }

    [Fact]
    public async Task At_most_one_of_many_succeeds_on_the_same_number()
    {
        await using var po = new TestPo();
        var appends = Enumerable.Range(1, 20).Select(i => Task.Run(async () =>
        {
            try
            {
                await po.Engine.AppendAsync(A.Stream("orders-1"), new Added(i), ExpectedNumber.NoStream, Token);
                return true;
            }
            catch (WriteConflictException)
            {
                return false;
            }
        }));

        (await Task.WhenAll(appends).Within("twenty appends")).Count(success => success).Should().Be(1);
    }

    [Fact]
    public async Task With_the_same_message_id_again_is_a_repetition()
    {
        await using var po = new TestPo();
        var message = new NewMessage(new Added(1)) { Id = Guid.NewGuid() };

        var first = await po.AppendAsync("orders-1", message);
        var second = await po.AppendAsync("orders-1", message);

        second.Should().BeEquivalentTo(first with { IsRepetition = true });
        (await po.Engine.ReadAsync(StreamId.All, null, Token).ToListAsync()).Should().ContainSingle().Which.Id.Should().Be(message.Id!.Value);
    }

    [Fact]
    public async Task With_the_message_id_of_another_message_is_refused()
    {
        await using var po = new TestPo();
        var message = new NewMessage(new Added(1)) { Id = Guid.NewGuid() };
        await po.AppendAsync("orders-1", message);

        var append = () => po.AppendAsync("orders-2", message).AsTask();

        (await append.Should().ThrowAsync<DuplicateMessageIdException>()).Which.MessageId.Should().Be(message.Id!.Value);
    }

    [Theory]
    [InlineData(nameof(PoLimits.MaxMessageBytes), 13, 12)]
    [InlineData(nameof(PoLimits.MaxAppendBytes), 39, 38)]
    [InlineData(nameof(PoLimits.MaxAppendMessages), 3, 2)]
    [InlineData(nameof(PoLimits.MaxHeaderBytes), 9, 8)]
    public async Task Larger_than_a_limit_is_refused_with_its_name(string limit, int actual, int maximum)
    {
        var limits = new PoLimits();
        typeof(PoLimits).GetProperty(limit)!.SetValue(limits, maximum);
        await using var po = new TestPo { Limits = limits };
        var message = new NewMessage(new Added(100)) { Headers = new Dictionary<string, string> { ["a"] = "b" } };

        var append = () => po.AppendAsync("orders-1", message, message, message).AsTask();

        var error = (await append.Should().ThrowAsync<LimitExceededException>().WithMessage($"*{limit}*")).Which;
        error.Limit.Should().Be(limit);
        error.Actual.Should().Be(actual);
        error.Maximum.Should().Be(maximum);
        (await po.Engine.ValuesAsync("orders-1")).Should().BeEmpty();
    }

    [Fact]
    public async Task As_large_as_the_limits_is_stored()
    {
        var limits = new PoLimits { MaxMessageBytes = 13, MaxAppendBytes = 39, MaxAppendMessages = 3, MaxHeaderBytes = 9 };
        await using var po = new TestPo { Limits = limits };
        var message = new NewMessage(new Added(100)) { Headers = new Dictionary<string, string> { ["a"] = "b" } };

        var append = () => po.AppendAsync("orders-1", message, message, message).AsTask();

        await append.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Succeeds_without_subscribers()
    {
        await using var po = new TestPo();

        var append = () => po.AppendAsync("orders-1", new Added(1)).AsTask();

        await append.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Does_not_run_handlers()
    {
        await using var po = new TestPo();
        var (started, mayEnd) = (Signal(), Signal());
        var recorder = new Recorder(async (_, token) =>
        {
            started.SetResult();
            await mayEnd.Task.WaitAsync(token);
        });
        await po.SubscribeAsync("slow", "orders", recorder);

        await po.AppendAsync("orders-1", new Added(1)).AsTask().Within("the append, while the handler hangs");

        await started.Task.Within("the handler to start");
        recorder.Messages.Should().BeEmpty();
        mayEnd.SetResult();
    }

    [Fact]
    public async Task Succeeds_although_the_nudge_fails()
    {
        await using var po = new TestPo { Protocol = new BrokenProtocol() };

        var result = await po.AppendAsync("orders-1", new Added(1));

        result.LastNumber.Should().Be(1);
        po.LogsOf(PoEventId.NudgeNotSent).Should().ContainSingle();
    }

    [Fact]
    public async Task Succeeds_although_the_broker_throws()
    {
        await using var po = new TestPo { Broker = new BrokenBroker(null!) };

        var result = await po.AppendAsync("orders-1", new Added(1));

        result.LastNumber.Should().Be(1);
        po.LogsOf(PoEventId.NudgeNotSent).Should().ContainSingle();
    }

    [Fact]
    public async Task Succeeds_when_it_is_cancelled_after_it_was_stored()
    {
        using var giveUp = new CancellationTokenSource();
        var store = new FaultyStore();
        store.After = call => new ValueTask(call is StoreCall.Append ? giveUp.CancelAsync() : Task.CompletedTask);
        await using var po = new TestPo { Store = store, Protocol = new ObedientProtocol() };

        var result = await po.Engine.AppendAsync(A.Stream("orders-1"), new Added(1), cancellationToken: giveUp.Token);

        giveUp.IsCancellationRequested.Should().BeTrue();
        result.LastNumber.Should().Be(1);
        po.LogsOf(PoEventId.NudgeNotSent).Should().BeEmpty("whoever waits for it has not given up");
    }

    [Fact]
    public async Task Can_be_cancelled_before_it_is_stored()
    {
        await using var po = new TestPo();

        var append = () => po.Engine
            .AppendAsync(A.Stream("orders-1"), new Added(1), cancellationToken: new CancellationToken(true)).AsTask();

        await append.Should().ThrowAsync<OperationCanceledException>();
        (await po.Engine.ValuesAsync("orders-1")).Should().BeEmpty();
    }

    [Fact]
    public async Task Fails_when_the_store_fails_with_the_error_of_the_store()
    {
        var store = new FaultyStore();
        store.Fail(StoreCall.Append, new StoreAwayException());
        await using var po = new TestPo { Store = store };

        var append = () => po.AppendAsync("orders-1", new Added(1)).AsTask();

        await append.Should().ThrowAsync<StoreAwayException>();
    }

    [Fact]
    public async Task To_an_id_without_entity_is_a_stream_of_its_own()
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", A.Messages(1, 5));

        var result = await po.Engine.AppendAsync(A.Stream("orders"), new Added(6), ExpectedNumber.NoStream, Token);

        result.LastNumber.Should().Be(1);
        result.LastGlobalNumber.Should().Be(6);
    }

    [Fact]
    public async Task Refuses_what_is_no_append()
    {
        await using var po = new TestPo();
        var engine = po.Engine;
        var orders = A.Stream("orders-1");
        var appends = new Func<Task>[]
        {
            () => engine.AppendAsync(default, new Added(1)).AsTask(),
            () => engine.AppendAsync(StreamId.All, new Added(1)).AsTask(),
            () => engine.AppendAsync(orders, []).AsTask(),
            () => engine.AppendAsync(orders, (object)null!).AsTask(),
            () => engine.AppendAsync(orders, (IReadOnlyList<object>)null!).AsTask(),
            () => engine.AppendAsync(orders, [new Added(1), null!]).AsTask(),
        };

        foreach (var append in appends)
        {
            await append.Should().ThrowAsync<ArgumentException>();
        }

        (await po.Store.ReadHorizonAsync(Token)).Should().Be(0);
    }

    [Fact]
    public void Refuses_options_that_cannot_work()
    {
        foreach (var options in new PoEngineOptions[]
        {
            new() { CommandRetries = -1 },
            new() { CommandRetryDelay = TimeSpan.FromTicks(-1) },
            new() { CommandRetryDelay = TimeSpan.FromSeconds(2) },
            new() { MaxCommandRetryDelay = TimeSpan.FromDays(25) },
            new() { Snapshots = new() { EveryMessages = 0 } },
            new() { Snapshots = new() { FoldTime = TimeSpan.FromTicks(-1) } },
            new() { Snapshots = new() { GraceTime = TimeSpan.FromTicks(-1) } },
            new() { Snapshots = new() { GraceTime = TimeSpan.FromDays(25) } },
            new() { Snapshots = new() { QueueLength = 0 } },
            new() { Snapshots = new() { QueueBytes = 0 } },
            new() { Snapshots = new() { CacheEntries = -1 } },
            new() { Snapshots = new() { CacheBytes = 0 } },
            new() { Limits = new PoLimits { MaxMessageBytes = 0 } },
            new() { Limits = new PoLimits { MaxAppendBytes = 0 } },
            new() { Limits = new PoLimits { MaxAppendMessages = 0 } },
            new() { Limits = new PoLimits { MaxHeaderBytes = 0 } },
            new() { Limits = new PoLimits { MaxJsonDepth = 0 } },
        })
        {
            var create = () => new PoEngine(
                new InMemoryStore(),
                new MessageRegistry([]),
                new Broker(new ChannelProtocol(), TimeProvider.System, NullLoggerFactory.Instance),
                options);

            create.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    private sealed class ObedientProtocol : IProtocol
    {
        public ValueTask SendAsync(Nudge nudge, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.CompletedTask;
        }

        public ValueTask<IAsyncDisposable> ListenAsync(Action<Nudge> receive, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
