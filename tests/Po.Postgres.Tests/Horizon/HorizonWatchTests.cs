using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class HorizonWatchTests : IAsyncDisposable
{
    private static readonly TimeSpan WarnAfter = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _logger = new();
    private readonly List<long> _reached = [];
    private readonly HorizonProbe _probe;
    private readonly HorizonWatch _watch;
    private HorizonReading _reading = new(10, 10);
    private HorizonBlocker _blocker = new() { Description = "process 4711 of the loader", ProcessId = 4711, Age = TimeSpan.FromSeconds(12) };
    private Exception? _failure;
    private int _probes;

    public HorizonWatchTests()
    {
        _probe = new HorizonProbe(
            _ =>
            {
                Interlocked.Increment(ref _probes);
                return _failure is null ? new(_reading) : throw _failure;
            },
            _logger);
        _watch = new HorizonWatch(_probe, _ => new(_blocker), WarnAfter, _time, _logger);
        _watch.Reached += horizon =>
        {
            lock (_reached)
            {
                _reached.Add(horizon);
            }
        };
    }

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    [Fact]
    public async Task Does_nothing_while_nothing_is_held_back()
    {
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromMinutes(1));

        _probes.Should().Be(1);
        _watch.HeldBackFor.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task Looks_again_until_readers_can_see_what_they_could_not()
    {
        _reading = new(10, 20);
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(() => _probes >= 4, "it to look again");
        _reached.Should().BeEmpty();

        _reading = new(20, 20);
        await AdvanceUntilAsync(() => _reached.Count > 0, "it to tell");

        _reached.Should().Equal(20);
        var probes = _probes;
        _time.Advance(TimeSpan.FromMinutes(1));
        _probes.Should().Be(probes, "there is nothing more to look for");
    }

    [Fact]
    public async Task Starts_again_when_it_is_needed_again()
    {
        foreach (var last in new[] { 20, 30, 40 })
        {
            _reading = new(last - 5, last);
            await _probe.ProbeAsync(TestContext.Current.CancellationToken);
            _reading = new(last, last);
            await AdvanceUntilAsync(() => _reached.Contains(last), $"it to tell that {last} is reached");
        }
    }

    [Fact]
    public async Task Looks_at_most_every_5_ms_and_at_least_every_250_ms()
    {
        _reading = new(10, 20);
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);
        var begin = _time.GetUtcNow();

        await AdvanceUntilAsync(() => _probes >= 20, "it to look 20 times", TimeSpan.FromMilliseconds(1));

        (_time.GetUtcNow() - begin).Should().BeGreaterThan(TimeSpan.FromMilliseconds(5 + 10 + 20 + 40)).And.BeLessThan(20 * TimeSpan.FromMilliseconds(260));
    }

    [Fact]
    public async Task Names_the_blocker_once_after_ten_seconds_and_says_when_it_has_gone()
    {
        _reading = new(10, 20);
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(() => _watch.Blocker is not null, "it to warn");

        _watch.HeldBackFor.Should().BeGreaterThanOrEqualTo(WarnAfter);
        _watch.Blocker!.ProcessId.Should().Be(4711);
        var probes = _probes;
        await AdvanceUntilAsync(() => _probes > probes + 5, "it to look again");
        _reading = new(20, 20);
        await AdvanceUntilAsync(() => _watch.Blocker is null, "it to find the horizon free");

        var records = _logger.Collector.GetSnapshot();
        records.Where(record => record.Level == LogLevel.Warning).Should().ContainSingle()
            .Which.Message.Should().Contain("4711").And.Contain("loader").And.Contain("after 10").And.Contain("20 is the last");
        records.Should().Contain(record => record.Id.Id == PoEventId.HorizonFree);
    }

    [Fact]
    public async Task The_named_blocker_grows_older()
    {
        _reading = new(10, 20);
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(() => _watch.Blocker is not null, "it to warn");
        var age = _watch.Blocker!.Age;

        _time.Advance(TimeSpan.FromSeconds(5));

        _watch.Blocker.Age.Should().Be(age + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Names_the_next_blocker_although_the_horizon_has_not_moved_when_the_first_one_ended()
    {
        _reading = new(10, 20);
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(() => _watch.Blocker is not null, "it to warn");

        _blocker = new() { Description = "process 4712 of the loader", ProcessId = 4712 };
        await AdvanceUntilAsync(() => _watch.Blocker!.ProcessId == 4712, "it to name the next");

        _logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Should().HaveCount(2);
    }

    [Fact]
    public async Task Does_not_warn_as_long_as_the_horizon_moves()
    {
        _reading = new(10, 1_000);
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);

        for (var horizon = 11; horizon < 60; horizon++)
        {
            var probes = _probes;
            _reading = new(horizon, 1_000);
            await AdvanceUntilAsync(() => _probes > probes, "it to look again", TimeSpan.FromSeconds(1));
        }

        _logger.Collector.GetSnapshot().Should().NotContain(record => record.Level >= LogLevel.Warning);
        _watch.HeldBackFor.Should().BeLessThan(WarnAfter);
    }

    [Fact]
    public async Task Goes_on_after_an_error()
    {
        _reading = new(10, 20);
        await _probe.ProbeAsync(TestContext.Current.CancellationToken);
        _failure = new TimeoutException("away");
        await AdvanceUntilAsync(() => _logger.Collector.GetSnapshot().Any(record => record.Id.Id == PoEventId.HorizonNotWatched), "it to say so");

        _failure = null;
        _reading = new(20, 20);

        await AdvanceUntilAsync(() => _reached.Count > 0, "it to tell");
    }

    private Task AdvanceUntilAsync(Func<bool> condition, string what, TimeSpan? step = null) => Eventually.IsTrueAsync(
        () =>
        {
            if (!condition())
            {
                _time.Advance(step ?? TimeSpan.FromMilliseconds(100));
            }

            return new(condition());
        },
        what);
}
