using Microsoft.Extensions.Logging.Testing;
using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class HorizonProbeTests
{
    private readonly FakeLogger _logger = new();
    private readonly Queue<TaskCompletionSource<HorizonReading>> _answers = new();
    private readonly HorizonProbe _probe;
    private int _asked;

    public HorizonProbeTests() => _probe = new HorizonProbe(AskAsync, _logger);

    [Fact]
    public async Task Many_readers_share_the_probe_that_begins_after_they_have_come()
    {
        var (first, second) = (Expect(), Expect());
        var early = _probe.ProbeAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => new(Volatile.Read(ref _asked) == 1), "the first probe to begin");

        var late = Enumerable.Range(0, 10).Select(_ => _probe.ProbeAsync(TestContext.Current.CancellationToken)).ToList();
        first.SetResult(new(1, 1));
        (await early.WithinLimitAsync("the first probe")).Horizon.Should().Be(1);
        late.Should().OnlyContain(probe => !probe.IsCompleted, "the first probe had begun before they came");
        second.SetResult(new(2, 2));

        (await Task.WhenAll(late).WithinLimitAsync("the second probe")).Should().OnlyContain(reading => reading.Horizon == 2);
        _asked.Should().Be(2);
    }

    [Fact]
    public async Task Nothing_of_whoever_asks_flows_into_a_probe_that_is_everybodys()
    {
        var flows = new AsyncLocal<bool> { Value = true };
        var seen = new List<bool>();
        var mayAnswer = new TaskCompletionSource();
        var probe = new HorizonProbe(
            async _ =>
            {
                seen.Add(flows.Value);
                await mayAnswer.Task;
                return new HorizonReading(1, 1);
            },
            _logger);

        var first = probe.ProbeAsync(TestContext.Current.CancellationToken);
        var next = probe.ProbeAsync(TestContext.Current.CancellationToken);
        mayAnswer.SetResult();
        await Task.WhenAll(first, next).WithinLimitAsync("both probes");

        seen.Should().Equal(false, false);
    }

    [Fact]
    public async Task Who_gives_up_ends_it_for_nobody_else()
    {
        var first = Expect();
        using var givingUp = new CancellationTokenSource();
        var givenUp = _probe.ProbeAsync(givingUp.Token);
        await Eventually.IsTrueAsync(() => new(Volatile.Read(ref _asked) == 1), "the probe to begin");
        Expect().SetResult(new(4, 4));
        var stays = _probe.ProbeAsync(TestContext.Current.CancellationToken);

        await givingUp.CancelAsync();
        first.SetResult(new(3, 3));

        await FluentActions.Awaiting(() => givenUp).Should().ThrowAsync<OperationCanceledException>();
        (await stays.WithinLimitAsync("the next probe")).Horizon.Should().Be(4);
    }

    [Fact]
    public async Task Who_blocks_when_a_probe_has_ended_holds_up_nobody_who_shares_it()
    {
        var (first, second) = (Expect(), Expect());
        var early = _probe.ProbeAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => new(Volatile.Read(ref _asked) == 1), "the first probe to begin");
        using var mayGoOn = new ManualResetEventSlim();
        var blocking = Enumerable.Range(0, 2).Select(_ => ProbeAndBlockAsync()).ToList();
        var others = Enumerable.Range(0, 5).Select(_ => _probe.ProbeAsync(TestContext.Current.CancellationToken)).ToList();

        try
        {
            first.SetResult(new(1, 1));
            second.SetResult(new(2, 2));

            await Task.WhenAll([early, .. others]).WithinLimitAsync("those who share a probe with two that block");
            blocking.Should().OnlyContain(probe => !probe.IsCompleted);
        }
        finally
        {
            mayGoOn.Set();
            await Task.WhenAll(blocking).WithinLimitAsync("those who block");
        }

        async Task ProbeAndBlockAsync()
        {
            await _probe.ProbeAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);
            mayGoOn.Wait(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_failure_is_of_that_probe_alone()
    {
        Expect().SetException(new TimeoutException("away"));
        await FluentActions.Awaiting(() => _probe.ProbeAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<TimeoutException>();

        Expect().SetResult(new(5, 5));

        (await _probe.ProbeAsync(TestContext.Current.CancellationToken)).Horizon.Should().Be(5);
    }

    [Fact]
    public async Task The_horizon_never_moves_back_because_of_a_marker_that_was_taken_late()
    {
        Expect().SetResult(new(10, 10));
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);

        Expect().SetResult(new(8, 12));

        (await _probe.ProbeAsync(TestContext.Current.CancellationToken)).Should().Be(new HorizonReading(10, 12));
        _probe.Known.Should().Be(10);
    }

    [Fact]
    public async Task The_horizon_moves_back_when_the_database_has_lost_history()
    {
        Expect().SetResult(new(10, 10));
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);

        Expect().SetResult(new(4, 4));

        (await _probe.ProbeAsync(TestContext.Current.CancellationToken)).Horizon.Should().Be(4);
        _probe.Known.Should().Be(4);
        _logger.LatestRecord.Id.Id.Should().Be(PoEventId.HistoryLost);
    }

    [Fact]
    public async Task Who_comes_during_a_turn_shares_a_probe_that_begins_after_its_horizon_is_found()
    {
        using var turn = _probe.TryTakeTurn()!;
        var late = Enumerable.Range(0, 10).Select(_ => _probe.ProbeAsync(TestContext.Current.CancellationToken)).ToList();
        _probe.TryTakeTurn().Should().BeNull("whoever comes now has to share");
        _asked.Should().Be(0);
        Expect().SetResult(new(2, 2));

        turn.End(new(1, 1));

        (await Task.WhenAll(late).WithinLimitAsync("the probe after the turn")).Should().OnlyContain(reading => reading.Horizon == 2);
        _asked.Should().Be(1);
        _probe.Known.Should().Be(2);
    }

    [Fact]
    public async Task There_is_no_turn_while_a_probe_is_under_way()
    {
        var answer = Expect();
        var probing = _probe.ProbeAsync(TestContext.Current.CancellationToken);

        _probe.TryTakeTurn().Should().BeNull();
        answer.SetResult(new(1, 1));
        await probing.WithinLimitAsync("the probe");

        using var turn = _probe.TryTakeTurn();
        turn.Should().NotBeNull();
        turn!.Known.Should().Be(1);
    }

    [Fact]
    public async Task A_turn_that_finds_nothing_makes_way_for_those_who_wait()
    {
        var turn = _probe.TryTakeTurn()!;
        var waiting = _probe.ProbeAsync(TestContext.Current.CancellationToken);
        Expect().SetResult(new(3, 3));

        turn.Dispose();
        turn.Dispose();

        (await waiting.WithinLimitAsync("the probe after the turn")).Horizon.Should().Be(3);
        using var next = _probe.TryTakeTurn();
        next.Should().NotBeNull();
    }

    [Fact]
    public void What_a_turn_finds_is_everybodys()
    {
        var observed = new List<HorizonReading>();
        _probe.Observed = observed.Add;
        using var turn = _probe.TryTakeTurn()!;

        turn.End(new(5, 9));

        _probe.Known.Should().Be(5);
        observed.Should().Equal(new HorizonReading(5, 9));
    }

    private TaskCompletionSource<HorizonReading> Expect()
    {
        var answer = new TaskCompletionSource<HorizonReading>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_answers)
        {
            _answers.Enqueue(answer);
        }

        return answer;
    }

    private ValueTask<HorizonReading> AskAsync(CancellationToken cancellationToken)
    {
        lock (_answers)
        {
            Interlocked.Increment(ref _asked);
            return new(_answers.Dequeue().Task);
        }
    }
}
