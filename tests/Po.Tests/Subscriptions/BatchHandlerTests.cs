namespace Po.Tests;

public class BatchHandlerTests
{
    private readonly Batches _batches = new();

    [Fact]
    public async Task A_page_is_handed_over_at_once_and_committed_with_the_position()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(1, 5));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _batches));

        _batches.Values.Should().Equal("1 2 3 4 5");
        store.Count(StoreCall.Commit).Should().Be(1);
        (await store.ReadPositionAsync("s", Token)).Should().Be(5);
    }

    [Fact]
    public async Task A_page_is_the_largest_batch()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _batches, new() { PageSize = 2 }));

        _batches.Values.Should().Equal("1 2", "3 4", "5");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_failing_message_is_isolated_and_every_other_one_is_handled_once(int failing)
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 8));
        _batches.Fails = value => value == failing;

        var subscription = await po.SubscribeAsync("s", "a", _batches, new() { MaxAttempts = 2, OnFailure = FailurePolicy.Skip });
        await po.CatchUpAsync(subscription);

        _batches.Handled.Should().Equal(Enumerable.Range(1, 8).Where(value => value != failing));
        (await po.Store.ReadAuditAsync("s", long.MaxValue, 10, Token)).Should().ContainSingle()
            .Which.Detail.Should().Contain($"Message {failing},");
        _batches.Values.Count(values => values == $"{failing}").Should().BeLessThanOrEqualTo(2, "it has two attempts");
    }

    [Fact]
    public async Task What_comes_before_an_unreadable_record_is_one_batch()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        await po.Store.AppendAsync(
            new AppendRequest
            {
                Stream = A.Stream("a-1"),
                Records = [new NewRecord { Id = Guid.NewGuid(), Type = "forgotten", Data = "{}"u8.ToArray(), Time = default }],
            },
            Token);
        await po.AppendAsync("a-1", A.Messages(5, 6));

        var subscription = await po.SubscribeAsync("s", "a", _batches, new() { MaxAttempts = 1, OnFailure = FailurePolicy.Skip });
        await po.CatchUpAsync(subscription);

        _batches.Values.Should().Equal("1 2 3", "5 6");
    }

    [Fact]
    public async Task Messages_of_a_parked_stream_are_no_part_of_a_batch()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        _batches.Fails = value => value == 1;
        var subscription = await po.SubscribeAsync("s", "a", _batches, new() { MaxAttempts = 1, OnFailure = FailurePolicy.ParkStream });
        await po.CatchUpAsync(subscription);
        await po.AppendAsync("a-1", new Added(2));
        await po.AppendAsync("a-2", new Added(3));
        await po.CatchUpAsync(subscription);

        _batches.Handled.Should().Equal(3);
        (await po.Store.ReadParkedAsync("s", new ParkedRequest(), Token)).Select(message => message.GlobalNumber).Should().Equal(1, 2);
    }

    [Fact]
    public async Task A_batch_that_takes_too_long_has_failed()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 2));
        _batches.Work = token => Task.Delay(Timeout.InfiniteTimeSpan, token);

        var told = await po.PauseAsync(await po.SubscribeAsync(
            "s", "a", _batches, new() { MaxAttempts = 1, HandlerTimeout = TimeSpan.FromSeconds(5) }));

        told.InnerException.Should().BeOfType<TimeoutException>();
    }

    [Fact]
    public async Task The_observer_is_told_of_batches()
    {
        var observer = new RecordingObserver();
        await using var po = new TestPo { Observer = observer };
        await po.AppendAsync("a-1", A.Messages(1, 3));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _batches));

        observer.Calls.Where(call => call.StartsWith("batch", StringComparison.Ordinal)).Should().Equal("batch of 3", "batch b ended: ok");
    }

    [Fact]
    public async Task A_projection_hands_over_batches_of_one()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));

        await po.Engine.ProjectAsync(A.Stream("a-1"), _batches, Token);

        _batches.Values.Should().Equal("1", "2", "3");
    }

    private sealed class Batches : IBatchHandler
    {
        public List<string> Values { get; } = [];

        public List<int> Handled { get; } = [];

        public Func<int, bool> Fails { get; set; } = _ => false;

        public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

        public async ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
        {
            var values = messages.Select(A.Value).ToList();
            Values.Add(string.Join(' ', values));
            await Work(cancellationToken);
            if (values.Exists(value => Fails(value)))
            {
                throw new FormatException("Not liked.");
            }

            Handled.AddRange(values);
        }
    }
}
